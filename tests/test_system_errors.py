"""The reasons of system errors: translated, without numbers."""

import errno
import os
import subprocess
import sys

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
def test_in_english_the_reason_is_that_of_the_system() -> None:
    # In a process of its own, since the C library keeps the language in which this one asked before.
    code = f"import os; print(*map(os.strerror, {TRANSLATED}), sep='\\n')"
    english = {**os.environ, "LC_ALL": "C", "LANGUAGE": "en"}
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=english)
    assert [reason_of(OSError(number, "")) for number in TRANSLATED] == said.stdout.splitlines()


def test_another_reason_stays_in_the_words_of_the_system(pseudo_language: str) -> None:
    assert reason_of(OSError(errno.EXDEV, "Invalid cross-device link")) == "Invalid cross-device link"
    assert reason_of(OSError("no number")) == "no number"
    assert reason_of(ValueError("embedded null byte")) == "embedded null byte"
