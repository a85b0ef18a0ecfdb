"""The state of the page "Fix", the brush and the learning of the empty room; plain data and pure functions, no Qt."""

from dataclasses import dataclass, replace
from enum import Enum
from math import ceil

from app.core.corrections.brush import Mark
from app.core.corrections.model import CleanPlate
from app.core.corrections.room_learning import Answer
from app.language import _

# Radius of the brush, percent of the output's height.
MIN_SIZE, MAX_SIZE = 1, 20
_DEFAULT_SIZE = 5
# Change of the size per key press, as a fraction of the size.
_STEP = 0.25

COUNTDOWN_SECONDS = 5.0
# Two seconds of frames, plus a margin for slow cameras and models.
_TIMEOUT_SECONDS = 10.0


@dataclass(frozen=True)
class Brush:
    """The brush that paints on the preview.

    Attributes:
        mark: what it paints; None while no brush is selected.
        size: radius, percent of the output's height.
    """

    mark: Mark | None = None
    size: int = _DEFAULT_SIZE

    def toggled(self, mark: Mark) -> "Brush":
        """Return the brush with this mark, or with none if it has this mark already."""
        return replace(self, mark=None if self.mark is mark else mark)

    def resized(self, size: int) -> "Brush":
        """Return the brush with another size, clamped to the allowed range."""
        return replace(self, size=min(MAX_SIZE, max(MIN_SIZE, size)))

    def stepped(self, steps: int) -> "Brush":
        """Return the brush that many steps larger, or smaller for negative `steps`."""
        return self.resized(self.size + steps * max(1, round(self.size * _STEP)))

    @property
    def radius(self) -> float:
        """Radius as a fraction of the output's height."""
        return self.size / 100

    @property
    def description(self) -> str:
        """What the brush does, for the user."""
        return {
            None: _("Pick a brush and paint on the preview. The right button erases; arrow keys and Space paint too."),
            Mark.ALWAYS: _("The camera is always shown here, whatever it sees: for a microphone or a headset."),
            Mark.NEVER: _("What you paint is hidden as long as it looks the same. You can still lean in front of it."),
            Mark.ERASE: _("Removes marks, so that the model decides again. The empty room is forgotten there too."),
        }[self.mark]


class LearningStage(Enum):
    """The stages of learning the empty room."""

    IDLE = "idle"
    COUNTDOWN = "countdown"
    LEARNING = "learning"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class RoomLearning:
    """The progress of learning the empty room.

    Attributes:
        stage: the current stage.
        since: when it began, seconds.
        problem: why it failed.
    """

    stage: LearningStage = LearningStage.IDLE
    since: float = 0.0
    problem: str = ""

    @property
    def is_running(self) -> bool:
        """Whether others see a still picture because of it."""
        return self.stage in (LearningStage.COUNTDOWN, LearningStage.LEARNING)

    def after(self, now: float, answer: Answer | None) -> "RoomLearning":
        """Return the progress at `now`, seconds, given the answer of the `RoomLearner`; None while it has none."""
        passed = now - self.since
        if self.stage is LearningStage.COUNTDOWN and passed >= COUNTDOWN_SECONDS:
            return RoomLearning(LearningStage.LEARNING, now)
        if self.stage is not LearningStage.LEARNING:
            return self
        if isinstance(answer, CleanPlate):
            return RoomLearning(LearningStage.DONE, now)
        if answer is not None:
            return RoomLearning(LearningStage.FAILED, now, str(answer))
        if passed >= _TIMEOUT_SECONDS:
            problem = _("The camera delivered no picture. Check that it is running, then try again.")
            return RoomLearning(LearningStage.FAILED, now, problem)
        return self

    def headline(self, now: float, is_known: bool) -> str:
        """Return the main text, legible from across the room; "" if there is none.

        Args:
            now: seconds.
            is_known: whether the empty room has been learned.
        """
        if self.stage is LearningStage.COUNTDOWN:
            return _("Step out of view… {seconds}").format(seconds=max(1, ceil(COUNTDOWN_SECONDS - (now - self.since))))
        if self.stage is LearningStage.LEARNING:
            return _("Learning the room. Stay out of view…")
        if self.stage is LearningStage.FAILED:
            return _("That did not work.")
        return _("Done. You can come back.") if self.stage is LearningStage.DONE and is_known else ""

    def note(self, is_known: bool) -> str:
        """Return the explanation below the headline; `is_known` as in `headline`."""
        if self.stage is LearningStage.FAILED:
            return self.problem
        if self.is_running:
            return _("Meanwhile, others see a still picture.")
        if is_known:
            return _("The empty room is known. Learn it again after you have moved the camera or the furniture.")
        return _(
            "Step out of view for two seconds so that furniture is no longer mistaken for you. "
            "You have five seconds to leave."
        )
