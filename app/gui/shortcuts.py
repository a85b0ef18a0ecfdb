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


HIDE = Shortcut("Ctrl+Shift+H", "Hide me at once, whatever is open: others see a still picture", everywhere=True)
ESCAPE = Shortcut("Esc", "Close what is open (list, menu, dialog, name field, question, brush), or else hide me")
SHOW = Shortcut("Ctrl+P", "Show me again", everywhere=True)
UNDO = Shortcut("Ctrl+Z", "Undo the last change")
REDO = Shortcut("Ctrl+Shift+Z", "Redo the last undone change")
ADJUST = Shortcut("F4", "Open or close the Adjust page")
START = Shortcut("Ctrl+Return", "Start or stop the virtual camera")
FAVOURITE = Shortcut("1-9", "Use a favourite background")
SAVE_FAVOURITE = Shortcut("Ctrl+1-9", "Save the current background as this favourite")
ADD = Shortcut("Ctrl+O", "Add pictures and videos")
PASTE = Shortcut("Ctrl+V", "Paste a picture as the background")
REMOVE = Shortcut("Del", "Remove the focused background")
RECORD = Shortcut("Ctrl+R", "Start or stop recording what others see")
SNAPSHOT = Shortcut("Ctrl+S", "Take a snapshot of what others see")
SMALLER = Shortcut("[", "Smaller brush, while the Fix page is open")
LARGER = Shortcut("]", "Larger brush, while the Fix page is open")
MOVE = Shortcut("Arrows", "Move yourself in the preview; hold Shift for larger steps")
SIZE = Shortcut("+ and -", "Make yourself larger or smaller in the preview")
BACK = Shortcut("0", "Reset your position and size in the preview")
BRUSH = Shortcut("Arrows", "Move the brush in the preview")
STROKE = Shortcut("Space", "Start or end a brush stroke in the preview")
CANCEL_STROKE = Shortcut("Backspace", "Cancel the brush stroke")
QUIT = Shortcut("Ctrl+Q", "Quit")
MATTE = Shortcut("M", "Show the matte, or return to the picture")
SPLIT = Shortcut("B", "Show before and after, or return to the picture")

# All of them, in the order of the list on the About page.
KEYS = (
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
    MOVE,
    SIZE,
    BACK,
    SMALLER,
    LARGER,
    BRUSH,
    STROKE,
    CANCEL_STROKE,
    UNDO,
    REDO,
    QUIT,
)
