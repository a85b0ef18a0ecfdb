"""Filling folders with files that belong together."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bisenet.errors import DataError
from bisenet.language import _
from bisenet.media.pictures import make_folder

_NUMBERED = "[0-9]" * 6 + ".*"


@contextmanager
def filling(folder: Path) -> Iterator[Path]:
    """Yield an empty folder whose files are moved into `folder` on success, and removed on failure.

    Files of the same name are replaced, and so are numbered ones, such as 000001.png, beside new numbered ones; all
    others stay.

    Args:
        folder: created if missing, right before the files are moved.

    Raises:
        DataError: files cannot be written there.
    """
    problem = _("{folder} cannot be written to ({reason}); choose another folder.")
    try:
        beside = Path(tempfile.mkdtemp(prefix=".writing-", dir=folder.parent))
    except OSError as error:
        raise DataError(problem.format(folder=folder.parent, reason=error.strerror)) from error
    try:
        yield beside
        for source in sorted(path for path in (beside, *beside.rglob("*")) if path.is_dir()):
            target = folder / source.relative_to(beside)
            make_folder(target)
            try:
                _move_files(source, target)
            except OSError as error:
                raise DataError(problem.format(folder=target, reason=error.strerror)) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _move_files(source: Path, target: Path) -> None:
    new = [path for path in source.iterdir() if path.is_file()]
    if any(path.match(_NUMBERED) for path in new):
        for old in target.glob(_NUMBERED):
            old.unlink()
    for path in new:
        path.replace(target / path.name)
