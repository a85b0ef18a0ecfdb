"""The reasons of system errors: translated, without numbers."""

import errno
import os

import pytest

from app.system_errors import reason_of

TRANSLATED = (
    *(errno.ENOENT, errno.EACCES, errno.EPERM, errno.ENOSPC, errno.EEXIST, errno.EISDIR, errno.ENOTDIR, errno.EROFS),
    *(errno.EBUSY, errno.ENAMETOOLONG, errno.EIO, errno.EMFILE),
)


@pytest.mark.parametrize("number", TRANSLATED)
def test_a_usual_reason_is_translated(pseudo_language: str, number: int) -> None:
    reason = reason_of(OSError(number, os.strerror(number), "/me/a.png"))
    assert reason.startswith("⟦")
    assert str(number) not in reason


@pytest.mark.skipif(os.name != "posix", reason="other systems have other texts")
@pytest.mark.parametrize("number", TRANSLATED)
def test_in_english_the_reason_is_that_of_the_system(number: int) -> None:
    assert reason_of(OSError(number, os.strerror(number))) == os.strerror(number)


def test_another_reason_stays_in_the_words_of_the_system(pseudo_language: str) -> None:
    assert reason_of(OSError(errno.EXDEV, "Invalid cross-device link")) == "Invalid cross-device link"
    assert reason_of(OSError("no number")) == "no number"
    assert reason_of(ValueError("embedded null byte")) == "embedded null byte"
