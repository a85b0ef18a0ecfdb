"""`bisenet-bg render`: gives a photo or a video another background."""

import sys
from contextlib import suppress
from pathlib import Path

from tqdm import tqdm

from app.config import AppConfig
from app.devices.media.pictures import is_picture
from app.render.progress import progress_writer
from app.render.render_file import Step, render


def run_render(source: Path, target: Path, config: AppConfig, machine: bool = False) -> int:
    """Write `target`; if that fails, the file there stays as it was. Return 0.

    Args:
        source: photo or video.
        target: file to write.
        config: background, fit, look, model and device are used.
        machine: whether another program reads the progress and may end it; see `app.render.progress`.

    Raises:
        ConfigError: a file, folder, background or model cannot be used.
        DeviceError: the output cannot be written.
    """
    if machine:
        with progress_writer() as writer:
            render(source, target, config, writer.report, writer.warn)
        return 0
    with tqdm(unit="frame", disable=is_picture(source) or not sys.stderr.isatty()) as bar:

        def report(step: Step) -> None:
            bar.total = step.total or None
            bar.update(step.done - bar.n)

        def warn(sentence: str) -> None:
            # Through the bar, which would garble the line.
            with suppress(OSError):
                tqdm.write(sentence, file=sys.stderr)

        render(source, target, config, report, warn)
    return 0
