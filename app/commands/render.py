"""`bisenet-bg render`: gives photos and videos another background."""

import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from tqdm import tqdm

from app.config import AppConfig
from app.core.errors import ConfigError
from app.devices.media.file_content import is_animation
from app.devices.media.pictures import is_picture
from app.render.batch import Ending, Job, Summary, find_jobs, is_batch, run_jobs
from app.render.progress import progress_writer
from app.render.render_file import Step, render
from app.render.settings import RenderSettings

_STANDARD = Path("-")
# As large as a picture file may be.
_MOST_BYTES = 200 * 2**20


def run_render(
    inputs: Sequence[Path], output: str, config: AppConfig, settings: RenderSettings, machine: bool = False
) -> int:
    """Render one file to a file, or several into a folder.

    Args:
        inputs: photos and videos; also folders and patterns; "-" alone for a picture from standard input.
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
    if machine:
        with progress_writer() as writer:
            render(inputs[0], Path(output), config, settings, writer.report, writer.warn)
        return 0
    if _STANDARD in inputs or output == "-":
        _render_standard(inputs, output, config, settings)
        return 0
    if is_batch(inputs, output):
        return _render_batch(inputs, Path(output), config, settings)
    _render_one(inputs[0], Path(output), config, settings)
    return 0


def _render_one(source: Path, target: Path, config: AppConfig, settings: RenderSettings) -> None:
    with tqdm(unit="frame", disable=is_picture(source) or not sys.stderr.isatty()) as bar:

        def report(step: Step) -> None:
            bar.total = step.total or None
            bar.update(step.done - bar.n)

        render(source, target, config, settings, report, _warn)


def _render_batch(inputs: Sequence[Path], folder: Path, config: AppConfig, settings: RenderSettings) -> int:
    jobs = find_jobs(inputs, folder, config, settings)
    summary = Summary(len(jobs))
    with tqdm(total=len(jobs), unit="file", disable=not sys.stderr.isatty()) as bar:

        def report(index: int, job: Job, step: Step) -> None:
            bar.set_postfix_str(f"{job.source.name} {step.done}/{step.total or '?'}")

        def finish(job: Job, ending: Ending, reason: str) -> None:
            bar.update()
            if reason:
                _warn(f"{job.source}: {ending.value}. {reason}")

        try:
            run_jobs(jobs, config, settings, report, finish, _warn, summary)
        finally:
            bar.set_postfix_str("")
            # Also if the user stops it.
            with suppress(OSError):
                tqdm.write(str(summary), file=sys.stdout)
    return 1 if summary.counts[Ending.FAILED] else 0


def _render_standard(inputs: Sequence[Path], output: str, config: AppConfig, settings: RenderSettings) -> None:
    """Render a picture from standard input, to standard output as PNG, or both."""
    if len(inputs) > 1:
        raise ConfigError("Standard input or output takes one picture.", "Give one INPUT.")
    with tempfile.TemporaryDirectory() as folder:
        source, target = inputs[0], Path(output)
        if source == _STANDARD:
            source = Path(folder) / "input.png"
            _read_standard(source)
        elif not (is_picture(source) or is_animation(source)):
            raise ConfigError("Only pictures are written to standard output.", "Give a file name for a video.")
        if target == _STANDARD:
            if sys.stdout.isatty():
                raise ConfigError("A picture cannot be written to the terminal.", "Send it to a file or a program.")
            target = Path(folder) / "output.png"
        try:
            render(source, target, config, settings, lambda step: None, _warn)
        except ConfigError as error:
            # The user has not seen the temporary name.
            raise ConfigError(str(error.args[0]).replace(str(source), "Standard input"), error.hint) from error
        if output == "-":
            sys.stdout.buffer.write(target.read_bytes())
            sys.stdout.buffer.flush()


def _read_standard(path: Path) -> None:
    if sys.stdin.isatty():
        raise ConfigError("Standard input is no picture.", "Send one to it, or give a file.")
    data = sys.stdin.buffer.read(_MOST_BYTES + 1)
    if not data:
        raise ConfigError("Standard input is empty.", "Send a picture to it.")
    path.write_bytes(data)


def _warn(sentence: str) -> None:
    # Through the progress bar, which would garble the line.
    with suppress(OSError):
        tqdm.write(sentence, file=sys.stderr)
