"""Gives a photo or a video another background, from file to file."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import numpy as np

from app.config import AppConfig
from app.core.errors import ConfigError
from app.core.failover import opened
from app.core.look import Look
from app.core.memory import memory_needed
from app.core.stats import Stats
from app.core.types import Background, Composite, CutOut, Frame, FrameProcessor, FrameRequest, Rgb, Rgba, Size
from app.devices.media.film import Film, open_film
from app.devices.media.metadata import copy_picture_metadata
from app.devices.media.other_tracks import chapters_between
from app.devices.media.pictures import (
    can_be_written,
    is_picture,
    missing_share,
    read_picture,
    write_picture,
)
from app.devices.media.sound import SoundPlan, plan_sound
from app.devices.media.video_writer import VideoFileSink
from app.factory import background_of, processor_of
from app.language import _, ngettext, percent
from app.render.check_names import check_names
from app.render.clip import frames_between, items_between
from app.render.picture_sequence import PictureSequence, is_sequence_name
from app.render.settings import RenderSettings, Result, result_of
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
    source: Path,
    target: Path,
    config: AppConfig,
    settings: RenderSettings,
    report: Callable[[Step], None],
    warn: Callable[[str], None],
    name: str | None = None,
) -> None:
    """Write one file; see `FileRenderer.render`.

    Raises:
        ConfigError: a file, folder, background or model cannot be used.
        DeviceError: the output cannot be written.
    """
    # Before the model is loaded.
    check_names(source, target, config, settings, name)
    with closing(FileRenderer(config, settings, warn)) as renderer:
        renderer.render(source, target, report, warn, name)


class FileRenderer:
    """Renders one file after another with one model.

    Args:
        config: background, fit, look, model, device and sound are used.
        settings: what is written.
        warn: takes a sentence if the GPU fails.
        follows_links: whether a result that would replace a symbolic link replaces the file that it leads to instead.

    Raises:
        ConfigError: background or model cannot be used.
    """

    def __init__(
        self, config: AppConfig, settings: RenderSettings, warn: Callable[[str], None], follows_links: bool = True
    ) -> None:
        self._follows_links = follows_links
        self._config = config
        self._settings = settings
        self._result = result_of(config, settings)
        # A background that has not shown a picture holds nothing, so it need not be closed.
        self._unused = self._open_background()
        self._processor = opened(processor_of(config, live=False), Stats(), lambda error: warn(str(error.args[0])))
        self._number = count()

    def close(self) -> None:
        """Release the model."""
        self._processor.close()

    def render(
        self,
        source: Path,
        target: Path,
        report: Callable[[Step], None],
        warn: Callable[[str], None],
        name: str | None = None,
    ) -> None:
        """Write `target`; if the rendering fails or is cancelled, an existing file is left unchanged.

        Args:
            source: photo or video.
            target: file to write, or for a video the pattern of a `PictureSequence`.
            report: called once the file is open and after each frame; an exception from it ends the rendering.
            warn: takes a sentence about what is missing from the result; of what is known beforehand, before rendering.
            name: of the source in messages; None for its path, or its file name where that is enough.

        Raises:
            ConfigError: a file, folder or background cannot be used.
            DeviceError: the output cannot be written.
        """
        check_names(source, target, self._config, self._settings, name)
        quality = self._settings.quality
        with memory_needed(name or str(source)), self._background() as scene:
            # No state is carried from one file to the next.
            painter = _Painter(self._processor, scene, self._config.look, self._result, next(self._number))
            if is_picture(source) or (can_be_written(target) and not is_sequence_name(target)):
                report(Step(0, 1))
                if is_picture(source) and (missing := missing_share(source, name)):
                    warn(
                        _("The file ends early: {share} of the picture is missing, and grey in the result.").format(
                            share=percent(missing)
                        )
                    )
                rgb = (
                    read_picture(source, name=name)
                    if is_picture(source)
                    else _first_picture(source, self._settings, warn, name)
                )
                size = self._settings.size_of(Size(rgb.shape[1], rgb.shape[0]))
                pixels = _pixels(painter.painted(rgb, 0.0, size))
                with replacing(target, self._follows_links) as beside:
                    write_picture(beside, pixels, quality)
                    copy_picture_metadata(source, beside)
                report(Step(1, 1))
                return
            with open_film(source, name=name) as reader:
                report(Step(0, _total(reader, self._settings)))
                if is_sequence_name(target):
                    if reader.sounds and self._config.sound != "none":
                        warn(_("Numbered pictures have no sound."))
                    _render_sequence(
                        reader, PictureSequence(target, source, quality), painter, self._settings, report, warn
                    )
                    return
                sound = plan_sound(reader.sounds, target.suffix.lower(), self._config.sound)
                for loss in (*sound.losses, reader.left_out):
                    if loss:
                        warn(loss)
                reader.audio = sound.track
                with replacing(target, self._follows_links) as beside:
                    _render_video(reader, beside, painter, self._settings, sound, report, warn)

    @contextmanager
    def _background(self) -> Iterator[Background | None]:
        """Yield the background, opened once for each file since it moves, or None for a result without one."""
        scene, self._unused = self._unused or self._open_background(), None
        if scene is None:
            yield None
            return
        with closing(scene):
            yield scene

    def _open_background(self) -> Background | None:
        return background_of(self._config, live=False) if self._result is Result.COMPOSITE else None


@dataclass
class _Painter:
    """Turns the frames of one file into what is written.

    Attributes:
        processor: computes mattes and composites.
        scene: the background; None for the foreground or the matte.
        look: of the picture.
        result: what is written.
        number: of the file.
        shown: number of frames painted.
    """

    processor: FrameProcessor
    scene: Background | None
    look: Look
    result: Result
    number: int
    shown: int = 0

    def painted(self, rgb: Rgb, seconds: float, size: Size) -> Composite | CutOut:
        """Return what is written for a frame, RGB uint8 (H, W, 3), at its time in the file."""
        frame = Frame(rgb, self.shown, seconds, self.number)
        self.shown += 1
        if self.scene is not None:
            return self.processor.process(FrameRequest(frame, self.scene, size, self.look))
        person = self.processor.cut_out(frame, size, self.look)
        if self.result is Result.FOREGROUND:
            return person
        return _matte_picture(person)


def _matte_picture(person: CutOut) -> Composite:
    """Return the alpha of a cut-out as a grey picture, which holds no pixel of the frame."""
    return Composite(np.repeat(person.rgba[..., 3:], 3, axis=2), person.matte)


def _pixels(picture: Composite | CutOut) -> Rgb | Rgba:
    return picture.rgb if isinstance(picture, Composite) else picture.rgba


def _first_picture(source: Path, settings: RenderSettings, warn: Callable[[str], None], name: str | None) -> Rgb:
    """Return the first picture of an animation, or of its part, and say so if there are others."""
    with open_film(source, name=name) as reader:
        pictures = (item[0] for item in items_between(reader, settings.start, settings.end) if isinstance(item, tuple))
        first = next(pictures, None)
        if first is None:
            raise _no_picture(settings)
        if next(pictures, None) is not None:
            warn(
                _(
                    "Only the picture at {seconds:g} s of the animation is rendered; a file such as out.mp4 can hold "
                    "all."
                ).format(seconds=settings.start)
                if settings.start
                else _("Only the first picture of the animation is rendered; a file such as out.mp4 can hold all.")
            )
    return first


def _no_picture(settings: RenderSettings) -> ConfigError:
    if settings.start or settings.end is not None:
        return ConfigError(_("The video holds no picture between these times."), _("Change --start or --end."))
    return ConfigError(_("The video holds no picture."), _("Use another file."))


def _total(reader: Film, settings: RenderSettings) -> int:
    return frames_between(reader, settings.start, settings.end)


def _render_sequence(
    reader: Film,
    sequence: PictureSequence,
    painter: _Painter,
    settings: RenderSettings,
    report: Callable[[Step], None],
    warn: Callable[[str], None],
) -> None:
    for item in items_between(reader, settings.start, settings.end):
        if isinstance(item, tuple):
            rgb, pts = item
            size = settings.size_of(Size(rgb.shape[1], rgb.shape[0]))
            sequence.write(_pixels(painter.painted(rgb, reader.seconds(pts), size)))
            report(Step(painter.shown, _total(reader, settings)))
    _check_shown(painter.shown, reader, settings, warn)
    if others := sequence.left_over():
        warn(
            ngettext(
                "{count} picture of an earlier run remains from {name} on; delete it if it does not belong here.",
                "{count} pictures of an earlier run remain from {name} on; delete them if they do not belong here.",
                len(others),
            ).format(count=len(others), name=others[0].name)
        )


def _render_video(
    reader: Film,
    target: Path,
    painter: _Painter,
    settings: RenderSettings,
    sound: SoundPlan,
    report: Callable[[Step], None],
    warn: Callable[[str], None],
) -> None:
    sink: VideoFileSink | None = None
    size: Size | None = None
    early_sound = []
    try:
        for item in items_between(reader, settings.start, settings.end):
            if isinstance(item, tuple):
                rgb, pts = item
                # The usual chroma subsampling needs even sides; an odd last row or column is dropped.
                even = _even(Size(rgb.shape[1], rgb.shape[0]))
                rgb = np.ascontiguousarray(rgb[: even.height, : even.width])
                # Later frames may have another size, but the output has one.
                size = size or _even(settings.size_of(even))
                alpha = painter.result is Result.FOREGROUND
                sink = sink or VideoFileSink(
                    target,
                    size,
                    reader.rate,
                    like=reader,
                    alpha=alpha,
                    quality=settings.quality,
                    sound=sound,
                    chapters=chapters_between(reader.chapters, settings.start, settings.end),
                )
                # By the video's own clock, so that a moving background keeps in step with it.
                picture = painter.painted(rgb, reader.seconds(pts), size)
                _write(sink, picture, pts)
                report(Step(painter.shown, _total(reader, settings)))
            else:
                # The output needs the size of the first frame, so earlier sound waits for it.
                early_sound.append(item)
            while sink is not None and early_sound:
                sink.write_sound(early_sound.pop(0))
        if sink is not None:
            _hold(sink, picture, pts, reader, settings)
    finally:
        if sink is not None:
            sink.close()
    _check_shown(painter.shown, reader, settings, warn)
    if sink is not None and sink.has_lost_sound:
        warn(_("None of the sound could be read, so the video is silent."))


def _write(sink: VideoFileSink, picture: Composite | CutOut, pts: int) -> None:
    if isinstance(picture, CutOut):
        sink.write_cut_out(picture, pts)
    else:
        sink.write_at(picture, pts)


def _hold(sink: VideoFileSink, picture: Composite | CutOut, pts: int, reader: Film, settings: RenderSettings) -> None:
    """Write the last picture again just before its end, since players show the last one only for one step."""
    step = float(1 / reader.rate)
    until = reader.shown_until if settings.end is None else min(settings.end, reader.shown_until)
    again = round((until - settings.start - step) / float(reader.time_base))
    if reader.seconds(again - pts) >= step:
        _write(sink, picture, again)


def _even(size: Size) -> Size:
    return Size(max(2, size.width // 2 * 2), max(2, size.height // 2 * 2))


def _check_shown(shown: int, reader: Film, settings: RenderSettings, warn: Callable[[str], None]) -> None:
    if not shown:
        raise _no_picture(settings)
    # A part with an end is not read to the end of the file.
    if settings.end is None and reader.breaks_off:
        warn(
            _(
                "The video ends early, after {shown} of about {total} frames; only these were rendered. Use a complete "
                "file to render the rest."
            ).format(shown=shown, total=_total(reader, settings))
        )
