"""Gives a photo or a video another background, from file to file."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from app.backgrounds.spec import TransparentSpec, parse
from app.config import AppConfig
from app.core.errors import ConfigError
from app.core.failover import opened
from app.core.look import Look
from app.core.memory import memory_needed
from app.core.stats import Stats
from app.core.types import Background, Frame, FrameProcessor, FrameRequest, Rgb, Rgba, Size
from app.devices.media.metadata import copy_picture_metadata
from app.devices.media.pictures import is_picture, read_picture, write_picture
from app.devices.media.sound import SoundPlan, plan_sound
from app.devices.media.user_files import check_file
from app.devices.media.video_reader import VideoReader
from app.devices.media.video_writer import VideoFileSink, can_hold_alpha, is_video_name
from app.factory import background_of, processor_of
from bisenet.files import replacing


@dataclass(frozen=True)
class Step:
    """The progress of a rendering.

    Attributes:
        done: frames written.
        total: approximate number of frames; 0 if unknown.
    """

    done: int
    total: int


def render(
    source: Path, target: Path, config: AppConfig, report: Callable[[Step], None], warn: Callable[[str], None]
) -> None:
    """Write `target`; if the rendering fails or is cancelled, an existing file is left unchanged.

    Args:
        source: photo or video.
        target: file to write.
        config: background, fit, look, model, device and sound are used.
        report: called once the model is loaded and after each frame; an exception from it ends the rendering.
        warn: takes a sentence about what is missing from the result; of what is known beforehand, before rendering.

    Raises:
        ConfigError: a file, folder, background or model cannot be used.
        DeviceError: the output cannot be written.
    """
    try:
        _check(source, target, _is_transparent(config))
    except OSError as error:
        # A name that is too long, or a folder without permission.
        raise ConfigError(f"This name cannot be used ({error.strerror}).", "Give another one.") from error
    with (
        memory_needed(str(source)),
        _opened(config) as scene,
        closing(opened(processor_of(config, live=False), Stats(), lambda error: warn(str(error.args[0])))) as processor,
    ):
        if is_picture(source):
            report(Step(0, 1))
            pixels = _render_picture(read_picture(source), processor, scene, config.look)
            with replacing(target) as beside:
                write_picture(beside, pixels)
                copy_picture_metadata(source, beside)
            report(Step(1, 1))
            return
        with VideoReader(source) as reader, replacing(target) as beside:
            sound = plan_sound(reader.sounds, target.suffix.lower(), config.sound)
            for loss in sound.losses:
                warn(loss)
            reader.audio = sound.track
            report(Step(0, reader.count))
            _render_video(reader, beside, processor, scene, config.look, sound, report, warn)


@contextmanager
def _opened(config: AppConfig) -> Iterator[Background | None]:
    """Yield the background, or None for a transparent result."""
    if _is_transparent(config):
        yield None
        return
    with closing(background_of(config, live=False)) as scene:
        yield scene


def _is_transparent(config: AppConfig) -> bool:
    return isinstance(parse(config.background), TransparentSpec)


def _check(source: Path, target: Path, transparent: bool) -> None:
    check_file(source)
    if not target.parent.is_dir():
        raise ConfigError(f"There is no folder {target.parent}.", "Create it, or choose another output.")
    if target.is_dir():
        raise ConfigError(f"{target} is a folder.", "Give a file name in it.")
    if target.exists() and target.samefile(source):
        raise ConfigError(f"{target} is the input file.", "Choose another output.")
    fits = is_picture(target) if is_picture(source) else is_video_name(target)
    if not fits:
        kind = "a picture name such as out.png" if is_picture(source) else "a video name such as out.mp4"
        raise ConfigError(f"{source.name} cannot be written as {target.name}.", f"Give {kind}.")
    if transparent and not (can_hold_alpha(target) or target.suffix.lower() == ".png"):
        names = "a .png name" if is_picture(source) else "a .webm or .mov name"
        raise ConfigError(f"{target.name} cannot be transparent.", f"Give {names}, or another background.")


def _render_picture(rgb: Rgb, processor: FrameProcessor, scene: Background | None, look: Look) -> Rgb | Rgba:
    frame = Frame(rgb, 0, 0.0)
    if scene is None:
        return processor.cut_out(frame, frame.size, look).rgba
    return processor.process(FrameRequest(frame, scene, frame.size, look)).rgb


def _render_video(
    reader: VideoReader,
    target: Path,
    processor: FrameProcessor,
    scene: Background | None,
    look: Look,
    sound: SoundPlan,
    report: Callable[[Step], None],
    warn: Callable[[str], None],
) -> None:
    sink: VideoFileSink | None = None
    early_sound, shown = [], 0
    try:
        for item in reader.items():
            if isinstance(item, tuple):
                rgb, pts = item
                # The usual chroma subsampling needs even sides; an odd last row or column is dropped.
                size = Size(max(2, rgb.shape[1] // 2 * 2), max(2, rgb.shape[0] // 2 * 2))
                rgb = np.ascontiguousarray(rgb[: size.height, : size.width])
                sink = sink or VideoFileSink(target, size, reader.rate, like=reader, alpha=scene is None, sound=sound)
                # By the video's own clock, so that a moving background keeps in step with it.
                frame = Frame(rgb, shown, reader.seconds(pts))
                shown += 1
                if scene is None:
                    sink.write_cut_out(processor.cut_out(frame, size, look), pts)
                else:
                    sink.write_at(processor.process(FrameRequest(frame, scene, size, look)), pts)
                report(Step(shown, reader.count))
            else:
                # The output needs the size of the first frame, so earlier sound waits for it.
                early_sound.append(item)
            while sink is not None and early_sound:
                sink.write_sound(early_sound.pop(0))
    finally:
        if sink is not None:
            sink.close()
    if sink is None:
        raise ConfigError("The video holds no picture.", "Use another file.")
    if reader.breaks_off:
        what = f"The video ends early, after {shown} of about {reader.count} frames"
        warn(f"{what}; only these were rendered. Use a complete file to render the rest.")
    if sink.has_lost_sound:
        warn("None of the sound could be read, so the video is silent.")
