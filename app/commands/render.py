"""`bisenet-bg render`: a photo or a video with another background."""

import sys
import time
from pathlib import Path

from tqdm import tqdm

from app.core.errors import ConfigError
from app.core.stats import Stats
from app.core.types import Background, Composite, Frame, FrameProcessor, Rgb, Size
from app.devices.pictures import is_picture, read_picture, write_picture
from app.devices.video_file import VideoFileSink, is_video_name
from app.devices.videos import VideoReader
from app.factory import open_background, processor_opener
from bisenet.files import replacing


def run_render(source: Path, target: Path, background: str, model: str | None, device: str) -> int:
    """Write `target`; a run that fails leaves what was there before. Return 0.

    Raises:
        ConfigError: a file, folder, background or model cannot be used.
        DeviceError: the output cannot be written.
    """
    try:
        _check(source, target)
    except OSError as error:
        # A name that is too long, or a folder that may not be looked into.
        raise ConfigError(f"This name cannot be used ({error.strerror}).", "Give another one.") from error
    scene = open_background(background)
    processor = processor_opener(model, device)(Stats())
    if is_picture(source):
        rgb = read_picture(source)
        composite = _process(processor, rgb, 0, scene, Size(rgb.shape[1], rgb.shape[0]))
        with replacing(target) as beside:
            write_picture(beside, composite.rgb)
        return 0
    with VideoReader(source) as reader, replacing(target) as beside:
        _render_video(reader, beside, processor, scene)
    return 0


def _check(source: Path, target: Path) -> None:
    if not source.is_file():
        raise ConfigError(f"There is no file {source}.", "Check the path.")
    if not target.parent.is_dir():
        raise ConfigError(f"There is no folder {target.parent}.", "Make it or choose another output.")
    if target.is_dir():
        raise ConfigError(f"{target} is a folder.", "Give a file name in it.")
    if target.exists() and target.samefile(source):
        raise ConfigError(f"{target} is the input itself.", "Choose another output.")
    fits = is_picture(target) if is_picture(source) else is_video_name(target)
    if not fits:
        kind = "a picture name such as out.png" if is_picture(source) else "a video name such as out.mp4"
        raise ConfigError(f"{source.name} cannot be written as {target.name}.", f"Give {kind}.")


def _process(processor: FrameProcessor, rgb: Rgb, index: int, scene: Background, size: Size) -> Composite:
    return processor.process(Frame(rgb, index, time.perf_counter()), scene, size)


def _render_video(reader: VideoReader, target: Path, processor: FrameProcessor, scene: Background) -> None:
    sink: VideoFileSink | None = None
    early_sound = []
    try:
        with tqdm(total=reader.frames or None, unit="frame", disable=not sys.stderr.isatty()) as bar:
            for item in reader.items():
                if isinstance(item, tuple):
                    rgb, pts = item
                    # The usual chroma subsampling wants even sides.
                    size = Size(max(2, rgb.shape[1] // 2 * 2), max(2, rgb.shape[0] // 2 * 2))
                    sink = sink or VideoFileSink(target, size, reader.rate, like=reader)
                    sink.write_at(_process(processor, rgb, bar.n, scene, size), pts)
                    bar.update()
                else:
                    # The first picture's size opens the output, so sound that comes before it waits.
                    early_sound.append(item)
                while sink is not None and early_sound:
                    sink.write_sound(early_sound.pop(0))
    finally:
        if sink is not None:
            sink.close()
    if sink is None:
        raise ConfigError("The video holds no picture.", "Use another file.")
    if reader.audio is not None and not sink.has_sound:
        codec = reader.audio.codec_context.name
        print(f"Sound of the kind {codec} cannot be copied into {target.suffix}; the video is silent.", file=sys.stderr)
