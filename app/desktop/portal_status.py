"""What the desktop's portal offers the program, and the keys that it assigned."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from app.language import N_


@dataclass(frozen=True)
class GlobalKey:
    """A key that works in front of every program.

    Attributes:
        name: by which the desktop reports it.
        title: what the desktop shows for it.
        preferred: the key to suggest, in the notation of the XDG shortcuts specification.
    """

    name: str
    title: str
    preferred: str


HIDE_KEY = GlobalKey("hide", N_("Hide me: others see a still picture"), "CTRL+SHIFT+h")
# A key that no slip of the finger on the other one presses.
SHOW_KEY = GlobalKey("show", N_("Show me again"), "CTRL+ALT+SHIFT+p")
GLOBAL_KEYS = (HIDE_KEY, SHOW_KEY)


class Phase(Enum):
    """The state of the global keys.

    `CHECKING` until the desktop has answered, `UNAVAILABLE` where it offers none, `ASKING` while it asks the user,
    `ENDED` after the desktop has ended the session.
    """

    CHECKING = auto()
    UNAVAILABLE = auto()
    OFF = auto()
    ASKING = auto()
    ON = auto()
    REFUSED = auto()
    FAILED = auto()
    ENDED = auto()


@dataclass(frozen=True)
class Keys:
    """The global keys.

    Attributes:
        phase: their state.
        assigned: by the name of a `GlobalKey`, as the desktop writes them; "" where it assigned none.
        can_configure: whether the desktop can open its settings of them.
        problem: the desktop's words after `FAILED`, "" for none.
    """

    phase: Phase = Phase.CHECKING
    assigned: Mapping[str, str] = field(default_factory=dict)
    can_configure: bool = False
    problem: str = ""


@dataclass(frozen=True)
class PortalStatus:
    """The state of the portal.

    Attributes:
        keys: that work in front of every program.
        has_file_dialog: whether the portal has a file dialog.
        is_registered: whether the desktop knows the program's app id.
    """

    keys: Keys = field(default_factory=Keys)
    has_file_dialog: bool = False
    is_registered: bool = False

    @property
    def hides_everywhere(self) -> bool:
        """Whether a key hides the user in front of every program."""
        return self.keys.phase is Phase.ON and bool(self.keys.assigned.get(HIDE_KEY.name))
