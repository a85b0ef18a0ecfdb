"""What the page "Fix" shows and in which order things happen there: plain data and pure functions, no Qt."""

from dataclasses import dataclass, replace
from enum import Enum
from math import ceil

from app.core.corrections.brush import Mark
from app.core.corrections.model import CleanPlate
from app.core.corrections.room_learning import Answer

# Radius of the brush, per cent of the output's height.
SMALLEST, LARGEST = 1, 20
_USUAL = 5
# A step of the keys, a share of the size.
_STEP = 0.25

LEAVING_SECONDS = 5.0
# Two seconds of frames, and what slow cameras and models need beyond that.
_PATIENCE = 10.0


@dataclass(frozen=True)
class Brush:
    """The brush in the user's hand.

    Attributes:
        mark: what it paints; None while no brush is taken.
        size: radius, per cent of the output's height.
    """

    mark: Mark | None = None
    size: int = _USUAL

    def toggled(self, mark: Mark) -> "Brush":
        """Return it with that paint, or laid down where it has that already."""
        return replace(self, mark=None if self.mark is mark else mark)

    def sized(self, size: int) -> "Brush":
        """Return it in another size, or the nearest there is."""
        return replace(self, size=min(LARGEST, max(SMALLEST, size)))

    def stepped(self, steps: int) -> "Brush":
        """Return it larger by so many steps, or smaller below 0."""
        return self.sized(self.size + steps * max(1, round(self.size * _STEP)))

    @property
    def radius(self) -> float:
        """Share of the output's height."""
        return self.size / 100

    @property
    def meaning(self) -> str:
        """Say what it does."""
        return {
            None: "Take a brush and paint over the preview. The right button rubs out; arrows and Space paint too.",
            Mark.ALWAYS: "What you paint shows your camera, whatever is there: a microphone, a headset.",
            Mark.NEVER: "What you paint is background for as long as it looks like this. You can still lean before it.",
            Mark.ERASE: "What you paint is left to the model again, and the empty room is forgotten there.",
        }[self.mark]


class Stage(Enum):
    """How far learning the empty room has come."""

    IDLE = "idle"
    LEAVING = "leaving"
    LEARNING = "learning"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class RoomLearning:
    """Learning the empty room.

    Attributes:
        stage: where it stands.
        since: when that began, seconds.
        problem: why it failed.
    """

    stage: Stage = Stage.IDLE
    since: float = 0.0
    problem: str = ""

    @property
    def is_running(self) -> bool:
        """Whether others see a still picture because of it."""
        return self.stage in (Stage.LEAVING, Stage.LEARNING)

    def after(self, now: float, answer: Answer | None) -> "RoomLearning":
        """Return where it stands at `now`, given what the lesson has come to."""
        passed = now - self.since
        if self.stage is Stage.LEAVING and passed >= LEAVING_SECONDS:
            return RoomLearning(Stage.LEARNING, now)
        if self.stage is not Stage.LEARNING:
            return self
        if isinstance(answer, CleanPlate):
            return RoomLearning(Stage.DONE, now)
        if answer is not None:
            return RoomLearning(Stage.FAILED, now, str(answer))
        if passed >= _PATIENCE:
            return RoomLearning(Stage.FAILED, now, "No picture came from the camera. See that it runs, and try again.")
        return self

    def words(self, now: float, known: bool) -> str:
        """Return what is to be read first, while somebody is on the way from far away; empty where nothing is.

        Args:
            now: seconds.
            known: whether the empty room is.
        """
        if self.stage is Stage.LEAVING:
            return f"Step out of the picture… {max(1, ceil(LEAVING_SECONDS - (now - self.since)))}"
        if self.stage is Stage.LEARNING:
            return "Learning the room. Stay out…"
        if self.stage is Stage.FAILED:
            return "That did not work."
        return "Done. Come back." if self.stage is Stage.DONE and known else ""

    def note(self, known: bool) -> str:
        """Return the small print."""
        if self.stage is Stage.FAILED:
            return self.problem
        if self.is_running:
            return "Others see a still picture meanwhile."
        if known:
            return "The empty room is known. Learn it anew when you have moved the camera or the furniture."
        return "Step out for two seconds, and furniture is never taken for you again. You have five seconds to leave."
