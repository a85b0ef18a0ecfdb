/* Preloaded, lets pyvirtualcam write to memory in place of a device of v4l2loopback: the file /dev/video99 takes every
   format, and each frame is copied into the same pages, as the module copies it into a buffer. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <stdarg.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>

static int device = -1;

int open(const char *path, int flags, ...)
{
    va_list rest;
    va_start(rest, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    if (strcmp(path, "/dev/video99") == 0)
        return device = memfd_create("stand-in", 0);
    int (*next)(const char *, int, ...) = dlsym(RTLD_NEXT, "open");
    return next(path, flags, mode);
}

int ioctl(int file, unsigned long request, ...)
{
    va_list rest;
    va_start(rest, request);
    void *argument = va_arg(rest, void *);
    va_end(rest);
    if (file < 0 || file != device) {
        int (*next)(int, unsigned long, ...) = dlsym(RTLD_NEXT, "ioctl");
        return next(file, request, argument);
    }
    if (request == VIDIOC_QUERYCAP) {
        struct v4l2_capability *able = argument;
        memset(able, 0, sizeof *able);
        strcpy((char *)able->driver, "v4l2 loopback");
        able->capabilities = able->device_caps = V4L2_CAP_VIDEO_OUTPUT | V4L2_CAP_READWRITE;
    }
    return 0;
}

ssize_t write(int file, const void *bytes, size_t size)
{
    static ssize_t (*next)(int, const void *, size_t);
    if (file >= 0 && file == device)
        return pwrite(file, bytes, size, 0);
    if (!next)
        next = dlsym(RTLD_NEXT, "write");
    return next(file, bytes, size);
}

int close(int file)
{
    if (file >= 0 && file == device)
        device = -1;
    int (*next)(int) = dlsym(RTLD_NEXT, "close");
    return next(file);
}
