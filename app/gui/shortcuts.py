"""The window's keys, for the window that binds them and the page that tells of them; no Qt."""

from dataclasses import dataclass

from app.settings.model import FAVOURITES


@dataclass(frozen=True)
class Shortcut:
    """One key.

    Attributes:
        sequence: as Qt reads it, "Ctrl+Z"; with "1-9" in it, it stands for nine keys.
        meaning: what it does.
        everywhere: whether it holds in all windows of the application, but for a dialog that stands before them.
    """

    sequence: str
    meaning: str
    everywhere: bool = False

    def numbered(self) -> list[str]:
        """Return the sequences that a key with "1-9" in it stands for."""
        return [self.sequence.replace("1-9", str(number)) for number in range(1, FAVOURITES + 1)]


HIDE = Shortcut("Esc", "Hide me from others at once", everywhere=True)
SHOW = Shortcut("Ctrl+P", "Show me again", everywhere=True)
UNDO = Shortcut("Ctrl+Z", "Undo the last change")
REDO = Shortcut("Ctrl+Shift+Z", "Redo it")
ADJUST = Shortcut("F4", "Open or close what can be adjusted")
START = Shortcut("Ctrl+Return", "Start or stop the camera")
FAVOURITE = Shortcut("1-9", "Use a favourite background")
PUT_ON_KEY = Shortcut("Ctrl+1-9", "Put the background on this key")
ADD = Shortcut("Ctrl+O", "Add pictures and videos")
PASTE = Shortcut("Ctrl+V", "Paste a picture as the background")
REMOVE = Shortcut("Del", "Remove the background that has the focus")
RECORD = Shortcut("Ctrl+R", "Record what others see, or stop that")
SNAPSHOT = Shortcut("Ctrl+S", "Take a snapshot of what others see")
SMALLER = Shortcut("[", "Smaller brush, while the page Fix is open")
LARGER = Shortcut("]", "Larger brush")
MOVE = Shortcut("Arrows", "Move yourself, in the preview; with Shift by long steps")
SIZE = Shortcut("+ and -", "Larger and smaller, in the preview")
BACK = Shortcut("0", "Back to your place and size, in the preview")
BRUSH = Shortcut("Arrows", "Move the brush that is in hand, in the preview")
LAY_ON = Shortcut("Space", "Lay the brush on, and lift it")
GIVE_UP = Shortcut("Backspace", "Give the stroke up")
QUIT = Shortcut("Ctrl+Q", "Quit")
MATTE = Shortcut("M", "See the matte, or the picture again")
SPLIT = Shortcut("B", "See before and after, or the picture again")

# All of them, in the order in which they are told.
KEYS = (
    HIDE,
    SHOW,
    START,
    FAVOURITE,
    PUT_ON_KEY,
    ADD,
    PASTE,
    REMOVE,
    RECORD,
    SNAPSHOT,
    MATTE,
    SPLIT,
    ADJUST,
    MOVE,
    SIZE,
    BACK,
    SMALLER,
    LARGER,
    BRUSH,
    LAY_ON,
    GIVE_UP,
    UNDO,
    REDO,
    QUIT,
)
