"""The program of a route: everything that happens to a frame on the device."""

from typing import NamedTuple

import torch

from app.core.border_fade import border_fades
from app.core.corrections.model import NO_CORRECTIONS, Corrections
from app.core.look import Look
from app.core.placement import fitted
from app.core.types import Rgb, Size
from app.cuda.blur import RoomBlur
from app.cuda.border_fade import BorderFade
from app.cuda.colour import Colours
from app.cuda.compositor import compose
from app.cuda.corrections import MatteCorrector
from app.cuda.device import Bytes, Device, Step
from app.cuda.look import LookTensors, Route
from app.cuda.placement import Placer
from bisenet.inference.edge import ROWS
from bisenet.inference.tensors.edge import feathered, grown, stretched
from bisenet.inference.tensors.filters import Blur, gaussian
from bisenet.inference.tensors.video import VideoMattes


class Result(NamedTuple):
    """Result of a program for a frame.

    Attributes:
        rgb: the composite, uint8 (H, W, 3) of the output's size.
        matte: uint8 (h, w), corrected.
        alone: uint8 (h, w), the matte without corrections.
        is_sound: whether the network's answer was sound.
    """

    rgb: Rgb
    matte: Bytes
    alone: Bytes
    is_sound: bool


class Program:
    """Turns frames of one size into composites of one size.

    Args:
        mattes: segments the frames; shared by the programs of one video, as its memory.
        colours: likewise, for the output's size.
        frame: size of the frames.
        size: of the output.
        route: steps of the frames.
        device: where it runs.
        pool: memory pool shared by the programs of one video.
    """

    def __init__(
        self,
        mattes: VideoMattes,
        colours: Colours,
        frame: Size,
        size: Size,
        route: Route,
        device: Device,
        pool: object = None,
    ) -> None:
        self._mattes = mattes
        self._colours = colours
        self._sizes = (frame, size)
        self._route = route
        self._device = device
        self._pool = pool
        place = device.place
        self._look = LookTensors(place)
        self._feather = Blur.blank(*mattes.shape, place) if route.feathers else None
        self._corrector = MatteCorrector(frame, route.flips, place) if route.corrects else None
        self._placers: tuple[Placer, ...] = ()
        if route.halvings is not None:
            shapes = ((frame.height, frame.width), mattes.shape)
            self._placers = tuple(
                Placer(*shape, size, times, place) for shape, times in zip(shapes, route.halvings, strict=True)
            )
        self._fade = BorderFade(*mattes.shape, place) if route.fades else None
        self._room = None
        if route.blurs:
            self._room = RoomBlur(frame, mattes.shape, size, place, whole_frame=route.blurs_whole_frame)
        self._frame, self._background = (
            torch.zeros(each.height, each.width, 3, dtype=torch.uint8, device=place) for each in (frame, size)
        )
        height, width = mattes.shape
        colour_bytes, alpha_bytes = size.height * size.width * 3, height * width
        # One buffer, so that everything comes in one transfer: the composite, its matte, the uncorrected matte, and
        # whether the network's answer was sound.
        self._packed = torch.zeros(colour_bytes + 2 * alpha_bytes + 1, dtype=torch.uint8, device=place)
        rgb, alphas, self._sound = torch.split(self._packed, [colour_bytes, 2 * alpha_bytes, 1])
        self._rgb, self._alphas = rgb.view(size.height, size.width, 3), alphas.view(2, height, width)
        self._behind: Rgb | None = None
        self._set: tuple[Look, int] | None = None
        self._run: Step | None = None

    def set(self, look: Look, strength: int, corrections: Corrections = NO_CORRECTIONS) -> None:
        """Set the numbers of a look of this route, the strength of the blur, and the corrections."""
        if self._corrector is not None:
            self._corrector.set(corrections)
        if self._set == (look, strength):
            return
        self._set = (look, strength)
        rows = self._mattes.shape[0]
        self._look.set(look, rows)
        if self._feather is not None:
            self._feather.set(gaussian(max(look.feather * rows / ROWS / 4, 0.1)))
        box = fitted(*self._sizes, look)
        for placer in self._placers:
            placer.set_rect(box)
        fades = border_fades(box, self._sizes[1])
        if self._fade is not None and fades is not None:
            self._fade.set(fades)
        if self._room is not None:
            self._room.set(strength)

    def __call__(self, rgb: Rgb, background: Rgb | None) -> Result:
        """Process a frame.

        Args:
            rgb: uint8 (H, W, 3) of the frames' size.
            background: uint8 (H, W, 3) of the output's size; None where the route blurs the room.

        Returns:
            The result; an unsound one must not be shown.
        """
        self._device.send(rgb, self._frame)
        if background is not None and background is not self._behind:
            self._device.send(background, self._background)
            # Kept, so that no other array can get its identity.
            self._behind = background
        if self._run is None:
            memory = (*self._mattes.memory, *self._colours.memory)
            self._run = self._device.recorded(self.step, memory, self._pool)
        self._run()
        packed = self._device.fetch(self._packed)
        colours = self._rgb.numel()
        matte, alone = packed[colours:-1].reshape(self._alphas.shape)
        return Result(packed[:colours].reshape(self._rgb.shape), matte, alone, packed[-1] == 1)

    def close(self) -> None:
        """Release the recorded graph, which may refer to this program."""
        self._run = None

    def step(self) -> None:
        """Compute the packed bytes from the uploaded ones; must not wait for the device."""
        picture = _planes(self._frame)
        if self._route.flips:
            picture = picture.flip(2)
        matte, sound = self._mattes(picture, self._look.steadiness)
        alpha = stretched(matte, self._look.low, self._look.high)
        if self._route.doublings is not None:
            steps = self._look.steps[: self._route.doublings]
            alpha = grown(alpha, steps, self._look.growth, outwards=not self._route.shrinks)
        if self._feather is not None:
            alpha = feathered(alpha, self._feather)
        alone = alpha
        if self._corrector is not None:
            alpha = self._corrector(picture, alpha)
        background = _planes(self._background) if self._room is None else self._room(picture, alpha)
        person, shown = picture, alpha
        if self._placers:
            of_frame, of_matte = self._placers
            visible = alpha if self._fade is None else self._fade(alpha)
            person, shown = of_frame(picture), of_matte(visible[None])[0]
        result = compose(person, shown, background, self._colours, self._route, self._look)
        self._rgb.copy_(result.permute(1, 2, 0))
        mattes = torch.stack((alpha, alone))
        self._alphas.copy_(mattes.flip(2) if self._route.flips else mattes)
        self._sound.copy_(sound)


def _planes(picture: torch.Tensor) -> torch.Tensor:
    """Map uint8 (H, W, 3) to float32 (3, H, W)."""
    return picture.permute(2, 0, 1).to(torch.float32, memory_format=torch.contiguous_format)
