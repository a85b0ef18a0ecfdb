"""Renders many files into a folder: which files are meant, what the results are called, and what became of each."""

import glob
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from pathlib import Path

from app.config import AppConfig
from app.core.errors import BisenetBgError, ConfigError, one_line
from app.devices.media.film import is_still
from app.devices.media.output_files import made
from app.devices.media.pictures import can_be_written, is_picture_name
from app.devices.media.video_background import is_moving
from app.devices.media.video_writer import can_hold_alpha, is_video_name
from app.render.render_file import FileRenderer, Step
from app.render.settings import RenderSettings, Result, result_of
from bisenet.errors import BisenetError

_PATTERN = "*?["


class Ending(Enum):
    """What became of a file."""

    RENDERED = "rendered"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Job:
    """One file of a batch.

    Attributes:
        source: photo or video.
        target: file to write.
        is_named: whether the user named this very file, rather than its folder or a pattern.
    """

    source: Path
    target: Path
    is_named: bool


@dataclass
class Summary:
    """What became of the files of a batch.

    Attributes:
        counts: number of files by their ending.
        total: number of all files.
    """

    total: int
    counts: dict[Ending, int] = field(default_factory=lambda: dict.fromkeys(Ending, 0))

    def __str__(self) -> str:
        numbers = {ending.value: count for ending, count in self.counts.items()}
        numbers["not rendered because it was stopped"] = self.total - sum(self.counts.values())
        parts = [f"{count} {words}" for words, count in numbers.items() if count]
        return f"{self.total} {'file' if self.total == 1 else 'files'}: {', '.join(parts)}."


def is_batch(inputs: Sequence[Path], output: str) -> bool:
    """Say whether several files may be meant, so that the output is a folder."""
    if len(inputs) > 1 or output.endswith(("/", os.sep)) or _is_folder(Path(output)):
        return True
    return _is_pattern(inputs[0]) or (_is_folder(inputs[0]) and not _names_file(Path(output)))


def _suffix(source: Path, result: Result) -> str:
    """Return the suffix of the result of a file: its own one if that format can be written and hold the result."""
    suffix = source.suffix.lower()
    if is_still(source):
        return suffix if result is Result.COMPOSITE and can_be_written(source) else ".png"
    if result is Result.FOREGROUND:
        return suffix if can_hold_alpha(source) else ".webm"
    return suffix if is_video_name(source) else ".mp4"


def find_jobs(inputs: Sequence[Path], folder: Path, config: AppConfig, settings: RenderSettings) -> list[Job]:
    """Return one job for each file that the inputs name, in their order; results never replace an input.

    Args:
        inputs: files, folders, whose files are found at any depth, and patterns such as `*.jpg`.
        folder: of the results; those from folders keep their subfolder.
        config: says whether results are transparent.
        settings: what is written.

    Raises:
        ConfigError: a folder or pattern holds no file, or `folder` is a file.
    """
    is_folder = _is_folder(folder)
    if os.path.lexists(folder) and not is_folder:
        raise ConfigError(f"{folder} is a file.", "For several inputs, give a folder as the last word.")
    if not is_folder and _names_file(folder):
        raise ConfigError(f"{folder} is the name of a file.", "For several inputs, give a folder as the last word.")
    sources: dict[Path, tuple[Path, Path, bool]] = {}
    for path in inputs:
        for source, subfolder, is_named in _files(path, folder):
            sources.setdefault(_resolved(source), (source, subfolder, is_named))
    result = result_of(config, settings)
    taken = {_key(path) for path in sources}
    jobs = []
    for source, subfolder, is_named in sources.values():
        target = _free(folder / subfolder / f"{source.stem}{_suffix(source, result)}", taken)
        taken.add(_key(_resolved(target)))
        jobs.append(Job(source, target, is_named))
    return jobs


def run_jobs(
    jobs: Sequence[Job],
    config: AppConfig,
    settings: RenderSettings,
    report: Callable[[int, Job, Step], None],
    tell: Callable[[Job, Ending, str], None],
    warn: Callable[[str], None],
    summary: Summary,
) -> None:
    """Render one file after another; a file that fails does not stop the others.

    Args:
        jobs: from `find_jobs`.
        config: background, fit, look, model and device are used.
        settings: what is written.
        report: takes the index of a job, the job, and its progress.
        tell: takes the ending of a job, and why it failed or was skipped.
        warn: takes a sentence about a result.
        summary: counts the endings.

    Raises:
        ConfigError: background or model cannot be used.
    """
    with closing(FileRenderer(config, settings, warn)) as renderer:
        for index, job in enumerate(jobs):
            ending, reason = _run(renderer, job, partial(report, index, job), warn)
            summary.counts[ending] += 1
            tell(job, ending, reason)


def _run(
    renderer: FileRenderer, job: Job, report: Callable[[Step], None], warn: Callable[[str], None]
) -> tuple[Ending, str]:
    name = job.source.name
    try:
        made(job.target.parent)
        renderer.render(job.source, job.target, report, lambda sentence: warn(f"{name}: {sentence}"))
    except (BisenetBgError, BisenetError) as error:
        if not job.is_named and isinstance(error, ConfigError) and not _has_known_name(job.source):
            return Ending.SKIPPED, "It is neither a picture nor a video."
        return Ending.FAILED, str(error)
    except OSError as error:
        return Ending.FAILED, f"The system refused ({error.strerror or error}); check disk and permissions."
    except Exception as error:
        # A decoder's own kind of error must not cost the files that follow.
        return Ending.FAILED, one_line(f"It cannot be rendered ({type(error).__name__}: {error}).")
    return Ending.RENDERED, ""


def _has_known_name(path: Path) -> bool:
    return is_picture_name(path) or is_moving(path) or is_video_name(path)


def _names_file(path: Path) -> bool:
    return is_picture_name(path) or is_video_name(path)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        # A name that is too long: rendering it says so.
        return False


def _is_pattern(path: Path) -> bool:
    return any(letter in str(path) for letter in _PATTERN) and not os.path.lexists(path)


def _files(path: Path, output: Path) -> Iterator[tuple[Path, Path, bool]]:
    """Yield the files that an input names, their folder below it, and whether it names the file itself."""
    if _is_folder(path):
        # The results of an earlier run are no inputs, unless that very folder is named.
        skipped = None if _resolved(path) == _resolved(output) else _resolved(output)
        found = [file for file in sorted(path.rglob("*")) if _is_wanted(file, path, skipped)]
        if not found:
            raise ConfigError(f"There is no file in the folder {path}.", "Give another folder.")
        yield from ((file, file.parent.relative_to(path), False) for file in found)
    elif _is_pattern(path):
        # Beginning dots are left out by `glob` too.
        found = [Path(name) for name in sorted(glob.glob(str(path), recursive=True)) if Path(name).is_file()]  # noqa: PTH207
        if not found:
            raise ConfigError(f"No file matches {path}.", "Check the pattern.")
        yield from ((file, Path(), False) for file in found)
    else:
        yield path, Path(), True


def _is_wanted(file: Path, folder: Path, skipped: Path | None) -> bool:
    if any(part.startswith(".") for part in file.relative_to(folder).parts):
        return False
    return file.is_file() and (skipped is None or skipped not in _resolved(file).parents)


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        # A loop of links, or a name that is too long: rendering it will say so.
        return path.absolute()


def _key(path: Path) -> str:
    """Return what two names have in common that some systems take for one file."""
    return str(path).casefold()


def _free(target: Path, taken: set[str]) -> Path:
    """Return the target, with a number if another file of the batch has that name."""
    number, path = 1, target
    while _key(_resolved(path)) in taken:
        number += 1
        path = target.with_name(f"{target.stem} ({number}){target.suffix}")
    return path
