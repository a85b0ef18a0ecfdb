"""The GPU's frame processor: frame in, composite out."""

from collections import OrderedDict
from dataclasses import replace

import numpy as np
import torch

from app.core.compositing.backgrounds import ColourBackground, picture_of
from app.core.compositing.passthrough import passthrough
from app.core.compositing.processor import cut_out_of
from app.core.corrections.model import NO_CORRECTIONS
from app.core.errors import GpuError
from app.core.furniture import FurnitureLearner
from app.core.look import DEFAULT_LOOK, Look
from app.core.placement import cropped_to_fill
from app.core.stats import Stats
from app.core.types import Blur, Composite, CutOut, Frame, FrameRequest, Matte, Rgb, Room, Scenery, Size
from app.cuda.colour import Colours
from app.cuda.cuda_device import the_gpu
from app.cuda.device import Device
from app.cuda.failures import failure_of, is_lost, log_failure, never_free
from app.cuda.look import Route
from app.cuda.program import Program, Result
from app.language import _
from bisenet.inference.tensors.network import Network
from bisenet.inference.tensors.video import VideoMattes

# Number of graphs to keep, for the current look and previous ones, while somebody tries out settings.
_PROGRAMS = 3
# The `source` of no frame.
_NO_SOURCE = -1


class CudaProcessor:
    """The counterpart of `app.core.compositing.processor.Processor`, with all work on the network's device.

    Args:
        network: computes the mattes; its device does all the work.
        stats: receives the durations.
        live: whether the frames come from a camera, so that furniture is learnt if the look says so.
        device: interface to the network's device; None for the default one.
    """

    def __init__(self, network: Network, stats: Stats, *, live: bool = False, device: Device | None = None) -> None:
        self._furniture = FurnitureLearner() if live else None
        self._network = network
        self._stats = stats
        self._video: _Video | None = None
        self._source = _NO_SOURCE
        self._is_widened = False
        self._nothing = ColourBackground(0, 0, 0)
        self._device = device or (the_gpu() if network.device.type == "cuda" else Device(network.device))
        # The weights were loaded on the default stream.
        self._device.catch_up()

    @property
    def heeds_detail(self) -> bool:
        """Whether a smaller `detail` costs less CPU time; it does not, the network always sees all pixels."""
        return False

    @property
    def on_gpu(self) -> bool:
        """Whether the network runs on the GPU, rather than, in tests, on torch's CPU device."""
        return self._network.device.type == "cuda"

    def describe(self) -> str:
        """Return the names of model, engine and device, and what is unusual, the same in every language."""
        widened = "float32" if self._is_widened else ""
        facts = (self._network.name, "PyTorch", self._network.device.type.upper(), widened, self._device.remark)
        return ", ".join(filter(None, facts))

    def rehearse(self, size: Size) -> None:
        """Process a black frame of that size and discard it, so that the first real one finds everything prepared.

        Raises:
            GpuError: as `process`.
        """
        black = np.zeros((size.height, size.width, 3), np.uint8)
        self._result(FrameRequest(Frame(black, 0, 0.0), self._nothing, size), black, Blur().strength)
        self._source = _NO_SOURCE

    def close(self) -> None:
        """Release the device's memory; a lost device is not touched."""
        if self._device.is_lost:
            # Another processor may have lost it.
            never_free(self)
            return
        try:
            self._drop_video()
            self._network.unload()
            self._device.release()
        except RuntimeError as error:
            self._lose()
            log_failure(_("The graphics card failed when its memory was released"), error)

    def process(self, request: FrameRequest) -> Composite:
        """Return the composite of the request's frame, at its output size; `detail` is ignored.

        If the look mirrors the person, the matte in the composite is mirrored too.

        Raises:
            GpuError: the network's answer is damaged, or the device is lost or out of memory.
            StageError: the background gives no picture.
        """
        background = request.background
        if isinstance(background, Room):
            # Nothing is segmented or blended, so the device has nothing to do.
            with self._stats.timed("composite"):
                return passthrough(request.frame, request.size, request.look)
        frame = cropped_to_fill(request.frame, request.size, request.look)
        return Composite(*self._processed(replace(request, frame=frame), background))

    def cut_out(self, frame: Frame, size: Size, look: Look = DEFAULT_LOOK) -> CutOut:
        """Return the person alone at the output's `size`; settings that need a background are ignored.

        For files; only the matte is computed on the device.

        Raises:
            GpuError: as `process`.
        """
        frame = cropped_to_fill(frame, size, look)
        if look.flip:
            frame, look = frame.flipped(), replace(look, flip=False)
        alone = replace(look, light_wrap=0, colour_match=0, decontaminate=0, scale=1, x=0, y=0)
        _, matte = self._processed(FrameRequest(frame, self._nothing, frame.size, alone), self._nothing)
        return cut_out_of(matte, size, look)

    def _processed(self, request: FrameRequest, background: Scenery | Blur) -> tuple[Rgb, Matte]:
        frame, look = request.frame, request.look
        picture, blur = None, Blur()
        if isinstance(background, Blur):
            blur = background
        else:
            with self._stats.timed("background"):
                picture = picture_of(background, frame.captured_at, request.size)
        with self._stats.timed("cuda"):
            result = self._result(request, picture, blur.strength)
        if self._furniture is not None and look.learn_furniture:
            self._furniture.see(result.alone, frame)
        matte = Matte(result.matte, frame)
        return result.rgb, matte.flipped() if look.flip else matte

    def _result(self, request: FrameRequest, picture: Rgb | None, strength: int) -> Result:
        """Return a sound result; from the first unsound one on the network runs in float32."""
        try:
            result = self._run(request, picture, strength)
            if not result.is_sound and self._network.is_half:
                # The graphs contain half-precision steps.
                self._drop_video()
                self._network.widen()
                # The weights were changed on the default stream.
                self._device.catch_up()
                self._is_widened = True
                result = self._run(request, picture, strength)
        except Exception as error:
            # torch raises RuntimeError for most device failures, but others too.
            if is_lost(error):
                self._lose()
            raise failure_of(error) from error
        if not result.is_sound:
            self._drop_video()
            raise GpuError(_("{model} gave a damaged matte on the GPU.").format(model=self._network.name))
        return result

    def _drop_video(self) -> None:
        if self._video is not None:
            self._video.close()
            self._video = None

    def _lose(self) -> None:
        self._device.is_lost = True
        never_free(self)

    @torch.inference_mode()
    def _run(self, request: FrameRequest, picture: Rgb | None, strength: int) -> Result:
        frame, look, corrections = request.frame, request.look, request.corrections
        learns = self._furniture is not None and look.learn_furniture
        if self._furniture is not None and learns:
            corrections = self._furniture.with_learnt(corrections, frame)
        fits = corrections.fit(frame.size.width, frame.size.height)
        with self._device.working():
            if self._video is None or self._video.frame != frame.size:
                self._drop_video()
                self._video = _Video(self._network, frame.size, self._device)
            elif self._source != frame.source:
                # Another opening of a camera: the graphs are still valid.
                self._video.forget()
            self._source = frame.source
            # If furniture may be learnt, the graph contains the corrections from the start.
            program = self._video.program(request.size, look, blurs=picture is None, corrects=learns or fits)
            program.set(look, strength, corrections if fits else NO_CORRECTIONS)
            return program(frame.rgb, picture)


class _Video:
    """State shared by frames of one size: memory of the mattes, and the programs of the most recent routes."""

    def __init__(self, network: Network, frame: Size, device: Device) -> None:
        self.frame = frame
        self._device = device
        self._pool = device.pool()
        self._mattes = VideoMattes(network, frame.height, frame.width)
        self._colours: tuple[Size, Colours] | None = None
        self._programs: OrderedDict[tuple[Size, Route], Program] = OrderedDict()

    def close(self) -> None:
        """Release the programs."""
        for program in self._programs.values():
            program.close()
        self._programs.clear()

    def forget(self) -> None:
        """Treat the next frame as the first of another video."""
        self._mattes.forget()
        if self._colours is not None:
            self._colours[1].forget()

    def program(self, size: Size, look: Look, *, blurs: bool, corrects: bool) -> Program:
        """Return the program for an output of `size`."""
        if self._colours is None or self._colours[0] != size:
            self._colours = (size, Colours(size, self._device.place))
            self.close()
        key = (size, Route.of(look, self.frame, self._mattes.shape, size, blurs, corrects))
        if key not in self._programs:
            while len(self._programs) >= _PROGRAMS:
                self._programs.popitem(last=False)[1].close()
            shared = (self._mattes, self._colours[1], self.frame)
            self._programs[key] = Program(*shared, *key, self._device, self._pool)
        self._programs.move_to_end(key)
        return self._programs[key]
