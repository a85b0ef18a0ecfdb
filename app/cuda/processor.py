"""Frame in, composite out, on the GPU."""

import os
from collections import OrderedDict
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

import torch

from app.core.backgrounds import ColourBackground, picture_of
from app.core.corrections import NO_CORRECTIONS, Corrections
from app.core.errors import StageError
from app.core.furniture import FurnitureLearner
from app.core.look import DEFAULT_LOOK, Look
from app.core.processor import cut_out_of
from app.core.room import whole_frame
from app.core.stats import Stats
from app.core.types import Background, Blur, Composite, CutOut, Frame, Matte, Rgb, Room, Scenery, Size
from app.cuda.colour import Colours
from app.cuda.look import Route
from app.cuda.program import Program, Result
from bisenet.inference.tensors.network import Network
from bisenet.inference.tensors.video import VideoMattes

# Graphs that are kept: for the look as it is and for the one before, as somebody tries a setting out.
_PROGRAMS = 2
# Threads that copy a frame into page-locked memory: one alone takes longer for it than the rest takes together.
_THREADS = 4


class CudaProcessor:
    """Does what `app.core.processor.Processor` does, with the whole frame on the network's device.

    Args:
        network: finds the person; where it is all the work is done.
        stats: takes the times.
        live: whether the frames come from a camera, so that furniture is learnt where the look wants it.
    """

    def __init__(self, network: Network, stats: Stats, *, live: bool = False) -> None:
        self._furniture = FurnitureLearner() if live else None
        self._network = network
        self._stats = stats
        self._video: _Video | None = None
        self._source = 0
        self._nothing = ColourBackground(0, 0, 0)
        self._stream: torch.cuda.Stream | None = None
        if network.device.type == "cuda":
            torch.set_num_threads(min(_THREADS, os.cpu_count() or 1))
            self._stream = torch.cuda.Stream()  # type: ignore[no-untyped-call]
            # The weights came by the default stream.
            self._stream.wait_stream(torch.cuda.current_stream())

    def describe(self) -> str:
        """Return model, engine and device."""
        return f"{self._network.name}, PyTorch on {self._network.device.type.upper()}"

    def process(
        self,
        frame: Frame,
        background: Background,
        size: Size,
        look: Look = DEFAULT_LOOK,
        detail: float = 1.0,
        corrections: Corrections = NO_CORRECTIONS,
    ) -> Composite:
        """Return the composite of `frame` at the output's `size`; `detail` is for saving CPU time and changes nothing.

        Where the look flips, the matte that it carries is flipped with it.

        Raises:
            StageError: the network's answer is damaged, or the device is lost or out of memory.
        """
        if isinstance(background, Room):
            # Nothing is segmented or mixed, so there is nothing for the device to do.
            with self._stats.timed("composite"):
                return whole_frame(frame, size, look)
        return Composite(*self._processed(frame, background, size, look, corrections))

    def cut_out(self, frame: Frame, size: Size, look: Look = DEFAULT_LOOK) -> CutOut:
        """Return the person alone at the output's `size`; settings that need a background count for nothing.

        For files; only the matte comes from the device.

        Raises:
            StageError: as `process`.
        """
        if look.flip:
            frame, look = frame.flipped(), replace(look, flip=False)
        alone = replace(look, light_wrap=0, colour_match=0, decontaminate=0, scale=1, x=0, y=0)
        _, matte = self._processed(frame, self._nothing, frame.size, alone)
        return cut_out_of(matte, size, look)

    def _processed(
        self,
        frame: Frame,
        background: Scenery | Blur,
        size: Size,
        look: Look,
        corrections: Corrections = NO_CORRECTIONS,
    ) -> tuple[Rgb, Matte]:
        picture, blur = None, Blur()
        if isinstance(background, Blur):
            blur = background
        else:
            with self._stats.timed("background"):
                picture = picture_of(background, frame.captured_at, size)
        with self._stats.timed("cuda"):
            try:
                result = self._run(frame, picture, size, look, blur.strength, corrections)
            except RuntimeError as error:
                # torch has no class of its own for most of what can befall a device.
                reason = (str(error) or type(error).__name__).splitlines()[0]
                raise StageError(f"The graphics card failed ({reason}).", "Start again with --device cpu.") from error
        if not result.is_sound:
            self._video = None
            raise StageError(f"{self._network.name} gave a damaged matte.", "Start again with another --model.")
        if self._furniture is not None and look.learn_furniture:
            self._furniture.see(result.alone, frame)
        matte = Matte(result.matte, frame)
        return result.rgb, matte.flipped() if look.flip else matte

    @torch.inference_mode()
    def _run(
        self, frame: Frame, picture: Rgb | None, size: Size, look: Look, strength: int, corrections: Corrections
    ) -> Result:
        learns = self._furniture is not None and look.learn_furniture
        if self._furniture is not None and learns:
            corrections = self._furniture.with_learnt(corrections, frame)
        fits = corrections.fit(frame.size.width, frame.size.height)
        with self._on_stream():
            if self._video is None or self._video.frame != frame.size or self._source != frame.source:
                # Another camera starts anew, and one that changes the size of its frames.
                self._video, self._source = _Video(self._network, frame.size), frame.source
            # Where something may be learnt the graph is ready for it.
            program = self._video.program(size, look, blurs=picture is None, corrects=learns or fits)
            program.set(look, strength, corrections if fits else NO_CORRECTIONS)
            return program(frame.rgb, picture)

    def _on_stream(self) -> AbstractContextManager[object]:
        return nullcontext() if self._stream is None else torch.cuda.stream(self._stream)


class _Video:
    """What frames of one size share: their mattes' memory, and programs for the routes that were taken last."""

    def __init__(self, network: Network, frame: Size) -> None:
        self.frame = frame
        self._device = network.device
        self._mattes = VideoMattes(network, frame.height, frame.width)
        self._colours: tuple[Size, Colours] | None = None
        self._programs: OrderedDict[tuple[Size, Route], Program] = OrderedDict()

    def program(self, size: Size, look: Look, *, blurs: bool, corrects: bool) -> Program:
        """Return the program for an output of `size`."""
        if self._colours is None or self._colours[0] != size:
            self._colours = (size, Colours(size, self._device))
            self._programs.clear()
        key = (size, Route.of(look, self.frame, self._mattes.shape, size, blurs, corrects))
        if key not in self._programs:
            while len(self._programs) >= _PROGRAMS:
                self._programs.popitem(last=False)
            self._programs[key] = Program(self._mattes, self._colours[1], self.frame, *key, self._device)
        self._programs.move_to_end(key)
        return self._programs[key]
