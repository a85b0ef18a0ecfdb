"""The window's keys, for the window that binds them and the page that tells of them; no Qt."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Key:
    """One key.

    Attributes:
        sequence: as Qt reads it, "Ctrl+Z".
        meaning: what it does.
        everywhere: whether dialogs of the application let it through too.
    """

    sequence: str
    meaning: str
    everywhere: bool = False


HIDE = Key("Esc", "Hide me from others at once", everywhere=True)
SHOW = Key("Ctrl+P", "Show me again", everywhere=True)
UNDO = Key("Ctrl+Z", "Undo the last change")
REDO = Key("Ctrl+Shift+Z", "Redo it")
QUIT = Key("Ctrl+Q", "Quit")
MATTE = Key("M", "See the matte, or the picture again")
SPLIT = Key("B", "See before and after, or the picture again")

# All of them, in the order in which they are told.
KEYS = (HIDE, SHOW, UNDO, REDO, MATTE, SPLIT, QUIT)
