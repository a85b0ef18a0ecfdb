"""The reasons that the operating system gives for its errors, in words of the chosen language."""

import errno

from app.language import N_, _

_REASONS = {
    errno.ENOENT: N_("there is no such file or folder"),
    errno.EACCES: N_("permission denied"),
    errno.EPERM: N_("the system does not permit it"),
    errno.ENOSPC: N_("no space left on the disk"),
    errno.EEXIST: N_("it exists already"),
    errno.EISDIR: N_("it is a folder"),
    errno.ENOTDIR: N_("a part of the path is not a folder"),
    errno.EROFS: N_("the disk can only be read"),
    errno.EBUSY: N_("it is in use"),
    errno.ENAMETOOLONG: N_("the name is too long"),
    errno.EIO: N_("the device reports an input or output error"),
    errno.EMFILE: N_("too many files are open"),
}


def reason_of(error: BaseException) -> str:
    """Return why an operation failed, without a number: known reasons translated, others in the system's words."""
    number = getattr(error, "errno", None)
    if number in _REASONS:
        return _(_REASONS[number])
    return getattr(error, "strerror", None) or str(error)
