"""Keyboard shortcuts: the window binds them and the About page lists them; no Qt."""

import re
from dataclasses import dataclass

from app.language import N_, _
from app.settings.model import FAVOURITES

_KEY_NAMES = (
    N_("Arrows"),
    N_("Backspace"),
    N_("Ctrl"),
    N_("Del"),
    N_("Down"),
    N_("Esc"),
    N_("Return"),
    N_("Shift"),
    N_("Space"),
    N_("Up"),
)


@dataclass(frozen=True)
class Shortcut:
    """One shortcut.

    Attributes:
        sequence: in Qt's notation, such as "Ctrl+Z"; one with "1-9" in it stands for nine keys.
        meaning: what it does, to be translated where it is shown.
        everywhere: whether it works in every window of the application.
        second: another sequence, for keyboards that have the first one only with AltGr or not at all; "" for none.
    """

    sequence: str
    meaning: str
    everywhere: bool = False
    second: str = ""

    @property
    def keys(self) -> str:
        """The keys as the window shows them, in the chosen language."""
        return key_names(", ".join(filter(None, (self.sequence, self.second))))

    @property
    def tip(self) -> str:
        """The tooltip of a button that does the same."""
        return _("{meaning} ({keys})").format(meaning=_(self.meaning), keys=self.keys)

    def numbered(self) -> list[str]:
        """Return the nine sequences of a shortcut with "1-9" in it."""
        return [self.sequence.replace("1-9", str(number)) for number in range(1, FAVOURITES + 1)]


def key_names(sequence: str) -> str:
    """Return a sequence of keys with their names in the chosen language."""
    return re.sub("|".join(_KEY_NAMES), lambda name: _(name.group()), sequence)


HIDE = Shortcut("Ctrl+Shift+H", N_("Hide me at once"), everywhere=True)
ESCAPE = Shortcut("Esc", N_("Close what is open, or hide me"))
SHOW = Shortcut("Ctrl+P", N_("Show me again"), everywhere=True)
UNDO = Shortcut("Ctrl+Z", N_("Undo the last change"))
REDO = Shortcut("Ctrl+Shift+Z", N_("Redo it"))
ADJUST = Shortcut("F4", N_("Open or close Adjust"))
START = Shortcut("Ctrl+Return", N_("Start or stop the virtual camera"))
FAVOURITE = Shortcut("1-9", N_("Use a favourite"))
SAVE_FAVOURITE = Shortcut("Ctrl+1-9", N_("Save as this favourite"))
ADD = Shortcut("Ctrl+O", N_("Add pictures and videos"))
PASTE = Shortcut("Ctrl+V", N_("Paste a background"))
REMOVE = Shortcut("Del", N_("Remove a background"))
RECORD = Shortcut("Ctrl+R", N_("Start or stop recording"))
SNAPSHOT = Shortcut("Ctrl+S", N_("Take a snapshot"))
SMALLER = Shortcut("[", N_("Smaller brush"), second="Ctrl+Down")
LARGER = Shortcut("]", N_("Larger brush"), second="Ctrl+Up")
MOVE = Shortcut("Arrows", N_("Move yourself, farther with Shift"))
SIZE = Shortcut("+, -", N_("Larger or smaller"))
BACK = Shortcut("0", N_("Reset place and size"))
BRUSH = Shortcut("Arrows", N_("Move the brush"))
STROKE = Shortcut("Space", N_("Start or end a stroke"))
CANCEL_STROKE = Shortcut("Backspace", N_("Cancel the stroke"))
QUIT = Shortcut("Ctrl+Q", N_("Quit"))
MATTE = Shortcut("M", N_("Show the matte"))
SPLIT = Shortcut("B", N_("Show before and after"))

# All of them by where they work, in the order of the list on the About page.
KEY_GROUPS = {
    "": (
        HIDE,
        ESCAPE,
        SHOW,
        START,
        FAVOURITE,
        SAVE_FAVOURITE,
        ADD,
        PASTE,
        REMOVE,
        RECORD,
        SNAPSHOT,
        MATTE,
        SPLIT,
        ADJUST,
        UNDO,
        REDO,
        QUIT,
    ),
    N_("In the preview"): (MOVE, SIZE, BACK),
    N_("With a brush"): (SMALLER, LARGER, BRUSH, STROKE, CANCEL_STROKE),
}
KEYS = tuple(key for keys in KEY_GROUPS.values() for key in keys)
