"""The reasons that the operating system gives for its errors, in words of the chosen language."""

import errno

from app.language import N_, _

_REASONS = {
    errno.ENOENT: N_("No such file or directory"),
    errno.EACCES: N_("Permission denied"),
    errno.EPERM: N_("Operation not permitted"),
    errno.ENOSPC: N_("No space left on device"),
    errno.EEXIST: N_("File exists"),
    errno.EISDIR: N_("Is a directory"),
    errno.ENOTDIR: N_("Not a directory"),
    errno.EROFS: N_("Read-only file system"),
    errno.EBUSY: N_("Device or resource busy"),
    errno.ENAMETOOLONG: N_("File name too long"),
    errno.EIO: N_("Input/output error"),
    errno.EMFILE: N_("Too many open files"),
}


def reason_of(error: BaseException) -> str:
    """Return why an operation failed, without a number: known reasons translated, others in the words of the error."""
    # The numbers of other errors, as FFmpeg's, are not the system's.
    if isinstance(error, OSError) and error.errno in _REASONS:
        return _(_REASONS[error.errno])
    return getattr(error, "strerror", None) or str(error)
