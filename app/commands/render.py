"""`bisenet-bg render`: gives photos and videos another background."""

import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from tqdm import tqdm

from app.config import AppConfig
from app.core.errors import ConfigError, one_line
from app.devices.media.file_content import Content, content_of, is_animation
from app.devices.media.pictures import is_picture
from app.devices.media.user_files import check_file
from app.language import _
from app.render.batch import Ending, Job, Summary, failure_report, find_jobs, is_batch, run_jobs
from app.render.progress import progress_writer
from app.render.render_file import Step, render
from app.render.settings import RenderSettings
from app.standard_streams import is_output_closed

_STANDARD = "-"
# As large as a picture file may be.
_MOST_BYTES = 200 * 2**20


def run_render(
    inputs: Sequence[str], output: str, config: AppConfig, settings: RenderSettings, machine: bool = False
) -> int:
    """Render one file to a file, or several into a folder.

    Args:
        inputs: photos and videos; also folders and patterns; "-" alone, not "./-", for a picture from standard input.
        output: file to write, folder of the results, or "-" for standard output.
        config: background, fit, look, model and device are used.
        settings: what is written.
        machine: whether another program reads the progress and may end it; see `app.render.progress`.

    Returns:
        The exit status: 1 if a file of several failed, else 0.

    Raises:
        ConfigError: a file, folder, background or model cannot be used.
        DeviceError: the output cannot be written.
    """
    if "" in inputs or not output:
        problem = _("An INPUT is empty.") if output else _("OUTPUT is empty.")
        raise ConfigError(problem, _("Give the name of a file or folder."))
    if machine:
        if len(inputs) > 1:
            raise ConfigError(_("--progress takes one INPUT."), _("Give one file."))
        with progress_writer() as writer:
            render(Path(inputs[0]), Path(output), config, settings, writer.report, writer.warn)
        return 0
    if _STANDARD in (*inputs, output):
        if len(inputs) > 1:
            raise ConfigError(_("Standard input or output takes one picture."), _("Give one INPUT."))
        _render_standard(inputs[0], output, config, settings)
        return 0
    paths = [Path(path) for path in inputs]
    if is_batch(paths, output):
        return _render_batch(paths, Path(output), config, settings)
    _render_one(paths[0], Path(output), config, settings)
    return 0


def _render_one(source: Path, target: Path, config: AppConfig, settings: RenderSettings) -> None:
    if is_picture(source) and (settings.start or settings.end is not None):
        _warn(_("{name} is a picture, so --start and --end have no effect.").format(name=source.name))
    with tqdm(unit=_("frame"), disable=is_picture(source) or not sys.stderr.isatty()) as bar:

        def report(step: Step) -> None:
            bar.total = step.total or None
            bar.update(step.done - bar.n)

        render(source, target, config, settings, report, _warn)


def _render_batch(inputs: Sequence[Path], folder: Path, config: AppConfig, settings: RenderSettings) -> int:
    jobs = find_jobs(inputs, folder, config, settings)
    summary = Summary(len(jobs))
    with tqdm(total=len(jobs), unit=_("file"), disable=not sys.stderr.isatty()) as bar:

        def report(index: int, job: Job, step: Step) -> None:
            bar.set_postfix_str(f"{one_line(job.source.name)} {step.done}/{step.total or '?'}")

        def finish(job: Job, ending: Ending, reason: str) -> None:
            bar.update()
            # The summary counts the skipped ones, of which there may be many.
            if ending is Ending.FAILED:
                _warn(failure_report(job.source, reason))

        try:
            run_jobs(jobs, config, settings, report, finish, _warn, summary)
        finally:
            bar.set_postfix_str("")
            # Also if the user stops it.
            if summary.is_begun:
                with suppress(OSError):
                    tqdm.write(str(summary), file=sys.stdout)
    return 1 if summary.counts[Ending.FAILED] else 0


def _render_standard(source: str, target: str, config: AppConfig, settings: RenderSettings) -> None:
    """Render a picture from standard input, to standard output as PNG, or both."""
    if target == _STANDARD:
        _check_standard_output()
    if source != _STANDARD:
        check_file(Path(source))
        if not (is_picture(Path(source)) or is_animation(Path(source))):
            raise ConfigError(_("Only pictures are written to standard output."), _("Give a file name for a video."))
    with tempfile.TemporaryDirectory() as folder:
        after = Path(folder) / "standard-output.png" if target == _STANDARD else Path(target)
        before, name = Path(source), None
        if source == _STANDARD:
            # The user has not seen the temporary name.
            before, name = Path(folder) / "standard-input.png", _("Standard input")
            _read_standard(before)
        render(before, after, config, settings, lambda step: None, _warn, name)
        if target == _STANDARD:
            sys.stdout.buffer.write(after.read_bytes())
            sys.stdout.buffer.flush()


def _check_standard_output() -> None:
    if is_output_closed():
        raise ConfigError(_("Standard output is closed."), _("Send it to a file or a program."))
    if sys.stdout.isatty():
        raise ConfigError(_("A picture cannot be written to the terminal."), _("Send it to a file or a program."))


def _read_standard(path: Path) -> None:
    """Write the picture from standard input to a file."""
    if sys.stdin.isatty():
        raise ConfigError(_("Standard input is no picture."), _("Send one to it, or give a file."))
    data = sys.stdin.buffer.read(_MOST_BYTES + 1)
    if not data:
        raise ConfigError(_("Standard input is empty."), _("Send a picture to it."))
    if len(data) > _MOST_BYTES:
        raise ConfigError(
            _("Standard input is larger than {limit} MiB.").format(limit=_MOST_BYTES // 2**20),
            _("Send a smaller picture."),
        )
    path.write_bytes(data)
    if content_of(path) is Content.VIDEO:
        raise ConfigError(
            _("Standard input is a video; only pictures are read from it."), _("Give the name of the file.")
        )


def _warn(sentence: str) -> None:
    # Through the progress bar, which would garble the line.
    with suppress(OSError):
        tqdm.write(one_line(sentence), file=sys.stderr)
