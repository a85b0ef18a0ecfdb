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
static int (*next_open)(const char *, int, ...);
static int (*next_ioctl)(int, unsigned long, ...);
static ssize_t (*next_write)(int, const void *, size_t);
static int (*next_close)(int);

/* Also called by the functions, since constructors of other libraries may run before this one. */
__attribute__((constructor)) static void find_next(void)
{
    if (next_close)
        return;
    next_open = dlsym(RTLD_NEXT, "open");
    next_ioctl = dlsym(RTLD_NEXT, "ioctl");
    next_write = dlsym(RTLD_NEXT, "write");
    next_close = dlsym(RTLD_NEXT, "close");
}

int open(const char *path, int flags, ...)
{
    va_list rest;
    va_start(rest, flags);
    mode_t mode = (flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    if (strcmp(path, "/dev/video99") == 0)
        return device = memfd_create("stand-in", 0);
    find_next();
    return next_open(path, flags, mode);
}

int ioctl(int file, unsigned long request, ...)
{
    va_list rest;
    va_start(rest, request);
    void *argument = va_arg(rest, void *);
    va_end(rest);
    if (file < 0 || file != device) {
        find_next();
        return next_ioctl(file, request, argument);
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
    if (file >= 0 && file == device)
        return pwrite(file, bytes, size, 0);
    find_next();
    return next_write(file, bytes, size);
}

int close(int file)
{
    if (file >= 0 && file == device)
        device = -1;
    find_next();
    return next_close(file);
}
