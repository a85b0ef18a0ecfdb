"""Renders many files into a folder: finds the files, names the results, and counts how each file ended."""

import os
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import partial
from pathlib import Path

from app.config import AppConfig
from app.core.errors import BisenetBgError, ConfigError, one_line
from app.devices.media.output_files import check_can_be_made, made, unused
from app.devices.media.pictures import is_picture_name
from app.devices.media.video_reader import has_only_sound
from app.devices.media.video_writer import is_video_name
from app.language import _, ngettext
from app.render.check_names import is_something_else
from app.render.find_files import Found, find_files, is_folder, is_pattern, resolved, root_of
from app.render.render_file import FileRenderer, Step
from app.render.result_name import result_suffix
from app.render.settings import RenderSettings, Result, result_of
from bisenet.errors import BisenetError


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
        problem: why there is nothing to render, as a sentence; "" if there is.
    """

    source: Path
    target: Path
    is_named: bool
    problem: str = ""


@dataclass
class Summary:
    """What became of the files of a batch.

    Attributes:
        total: number of all files.
        counts: number of files by their ending.
        is_begun: whether the first file was begun.
    """

    total: int
    counts: dict[Ending, int] = field(default_factory=lambda: dict.fromkeys(Ending, 0))
    is_begun: bool = False

    def __str__(self) -> str:
        counts = self.counts
        rendered, failed, skipped = (counts[ending] for ending in (Ending.RENDERED, Ending.FAILED, Ending.SKIPPED))
        left = self.total - sum(counts.values())
        parts = (
            ngettext("{count} rendered", "{count} rendered", rendered).format(count=rendered) if rendered else "",
            ngettext("{count} failed", "{count} failed", failed).format(count=failed) if failed else "",
            ngettext("{count} skipped", "{count} skipped", skipped).format(count=skipped) if skipped else "",
            ngettext(
                "{count} not rendered because it was stopped", "{count} not rendered because it was stopped", left
            ).format(count=left)
            if left
            else "",
        )
        return ngettext("{total} file: {parts}.", "{total} files: {parts}.", self.total).format(
            total=self.total, parts=", ".join(filter(None, parts))
        )


def is_batch(inputs: Sequence[Path], output: str) -> bool:
    """Say whether several files may be meant, so that the output is a folder."""
    if len(inputs) > 1 or output.endswith(("/", os.sep)) or is_folder(Path(output)):
        return True
    return is_pattern(inputs[0]) or (is_folder(inputs[0]) and not _names_file(Path(output)))


def find_jobs(inputs: Sequence[Path], folder: Path, config: AppConfig, settings: RenderSettings) -> list[Job]:
    """Return one job for each file that the inputs name, in their order; results never replace an input.

    Args:
        inputs: files, folders, whose files are found at any depth, and patterns such as `*.jpg`.
        folder: of the results; those from folders keep their subfolder. What lies in it is not found.
        config: says whether results are transparent.
        settings: what is written.

    Raises:
        ConfigError: no input names a file, `folder` is a file, or results would lie among the inputs.
        DeviceError: `folder` cannot be written to.
    """
    _check_folder(folder)
    output = resolved(folder)
    found: dict[Path, Found] = {}
    for path in inputs:
        for file in find_files(path, output if resolved(root_of(path)) in output.parents else None):
            key = resolved(file.path)
            found[key] = replace(found[key], is_named=found[key].is_named or file.is_named) if key in found else file
    targets = _targets(found, folder, result_of(config, settings))
    jobs = [Job(file.path, targets.get(key, folder), file.is_named, file.problem) for key, file in found.items()]
    if all(job.problem for job in jobs):
        raise ConfigError(
            " ".join(_("{path}: {problem}").format(path=job.source, problem=job.problem) for job in jobs),
            _("Give another input."),
        )
    _check_apart(inputs, jobs, output)
    return jobs


def _targets(found: dict[Path, Found], folder: Path, result: Result) -> dict[Path, Path]:
    """Return the results of the files, by the key in `found`; files that keep their name choose first."""
    taken = {_key(path) for path in found}
    names = {
        key: f"{file.path.stem}{result_suffix(file.path, result)}" for key, file in found.items() if not file.problem
    }
    targets: dict[Path, Path] = {}
    for key in sorted(names, key=lambda key: names[key] != found[key].path.name):
        target = unused(folder / found[key].subfolder / names[key], lambda path: _key(path) in taken)
        taken.add(_key(target))
        targets[key] = target
    return targets


def _check_folder(folder: Path) -> None:
    if not is_folder(folder):
        problem = ""
        if os.path.lexists(folder):
            problem = _("{path} is a file.")
        elif _names_file(folder):
            problem = _("{path} is the name of a file.")
        if problem:
            raise ConfigError(problem.format(path=folder), _("For several inputs, give a folder as the last word."))
    check_can_be_made(folder)


def _check_apart(inputs: Sequence[Path], jobs: Sequence[Job], output: Path) -> None:
    """Check that the next run with the same inputs does not find the results of this one."""
    folders = {resolved(path) for path in inputs if is_folder(path)}
    # Of these, the output folder is left out.
    folders -= set(output.parents)
    rendered = [job for job in jobs if not job.problem]
    sources = {resolved(job.source.parent) for job in rendered}
    for place in {resolved(job.target.parent) for job in rendered}:
        if place in sources or not folders.isdisjoint((place, *place.parents)):
            raise ConfigError(_("The results would lie among the inputs."), _("Give another folder."))


def run_jobs(
    jobs: Sequence[Job],
    config: AppConfig,
    settings: RenderSettings,
    report: Callable[[int, Job, Step], None],
    finish: Callable[[Job, Ending, str], None],
    warn: Callable[[str], None],
    summary: Summary,
) -> None:
    """Render one file after another; a file that fails does not stop the others.

    Args:
        jobs: from `find_jobs`.
        config: background, fit, look, model and device are used.
        settings: what is written.
        report: takes the index of a job, the job, and its progress.
        finish: takes a job, its ending, and why it failed or was skipped.
        warn: takes a sentence about a result.
        summary: counts the endings.

    Raises:
        ConfigError: background or model cannot be used.
    """
    with closing(FileRenderer(config, settings, warn, follows_links=False)) as renderer:
        summary.is_begun = True
        for index, job in enumerate(jobs):
            ending, reason = _run(renderer, job, partial(report, index, job), warn)
            summary.counts[ending] += 1
            finish(job, ending, reason)


def _run(
    renderer: FileRenderer, job: Job, report: Callable[[Step], None], warn: Callable[[str], None]
) -> tuple[Ending, str]:
    if job.problem:
        return Ending.FAILED, job.problem
    if not job.is_named and has_only_sound(job.source):
        return Ending.SKIPPED, _("It holds sound only.")
    return _rendered(renderer, job, report, warn)


def _rendered(
    renderer: FileRenderer, job: Job, report: Callable[[Step], None], warn: Callable[[str], None]
) -> tuple[Ending, str]:
    try:
        made(job.target.parent)
        renderer.render(
            job.source,
            job.target,
            report,
            lambda sentence: warn(_("{path}: {sentence}").format(path=job.source, sentence=sentence)),
        )
    except (BisenetBgError, BisenetError) as error:
        if isinstance(error, ConfigError) and is_something_else(job.source):
            return Ending.FAILED if job.is_named else Ending.SKIPPED, _("It is neither a picture nor a video.")
        return Ending.FAILED, str(error)
    except OSError as error:
        return Ending.FAILED, _("The system refused ({reason}); check disk and permissions.").format(
            reason=error.strerror or error
        )
    except Exception as error:
        # A decoder's own kind of error must not cost the files that follow.
        return Ending.FAILED, one_line(
            _("It cannot be rendered ({error}: {reason}).").format(error=type(error).__name__, reason=error)
        )
    return Ending.RENDERED, ""


def failure_report(path: Path, reason: str) -> str:
    """Return the line about a file that failed; it begins with the path, whether or not the reason names the file."""
    return _("{path}: failed. {reason}").format(path=path, reason=reason)


def _names_file(path: Path) -> bool:
    return is_picture_name(path) or is_video_name(path)


def _key(path: Path) -> str:
    """Return what two names have in common that some systems take for one file."""
    return str(resolved(path)).casefold()
