"""Keyboard shortcuts: the window binds them and the About page lists them; no Qt."""

from dataclasses import dataclass

from app.settings.model import FAVOURITES


@dataclass(frozen=True)
class Shortcut:
    """One shortcut.

    Attributes:
        sequence: in Qt's notation, such as "Ctrl+Z"; one with "1-9" in it stands for nine keys.
        meaning: what it does.
        everywhere: whether it works in every window of the application.
    """

    sequence: str
    meaning: str
    everywhere: bool = False

    def numbered(self) -> list[str]:
        """Return the nine sequences of a shortcut with "1-9" in it."""
        return [self.sequence.replace("1-9", str(number)) for number in range(1, FAVOURITES + 1)]


HIDE = Shortcut("Ctrl+Shift+H", "Hide me at once", everywhere=True)
ESCAPE = Shortcut("Esc", "Close what is open, or hide me")
SHOW = Shortcut("Ctrl+P", "Show me again", everywhere=True)
UNDO = Shortcut("Ctrl+Z", "Undo the last change")
REDO = Shortcut("Ctrl+Shift+Z", "Redo it")
ADJUST = Shortcut("F4", "Open or close Adjust")
START = Shortcut("Ctrl+Return", "Start or stop the virtual camera")
FAVOURITE = Shortcut("1-9", "Use a favourite")
SAVE_FAVOURITE = Shortcut("Ctrl+1-9", "Save as this favourite")
ADD = Shortcut("Ctrl+O", "Add pictures and videos")
PASTE = Shortcut("Ctrl+V", "Paste a background")
REMOVE = Shortcut("Del", "Remove a background")
RECORD = Shortcut("Ctrl+R", "Start or stop recording")
SNAPSHOT = Shortcut("Ctrl+S", "Take a snapshot")
SMALLER = Shortcut("[", "Smaller brush")
LARGER = Shortcut("]", "Larger brush")
MOVE = Shortcut("Arrows", "Move yourself, farther with Shift")
SIZE = Shortcut("+ and -", "Larger or smaller")
BACK = Shortcut("0", "Reset place and size")
BRUSH = Shortcut("Arrows", "Move the brush")
STROKE = Shortcut("Space", "Start or end a stroke")
CANCEL_STROKE = Shortcut("Backspace", "Cancel the stroke")
QUIT = Shortcut("Ctrl+Q", "Quit")
MATTE = Shortcut("M", "Show the matte")
SPLIT = Shortcut("B", "Show before and after")

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
    "In the preview": (MOVE, SIZE, BACK),
    "With a brush": (SMALLER, LARGER, BRUSH, STROKE, CANCEL_STROKE),
}
KEYS = tuple(key for keys in KEY_GROUPS.values() for key in keys)
