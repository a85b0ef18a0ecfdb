"""What was put right for which camera, while the window is open; no Qt."""

from app.config import AppConfig
from app.core.corrections.model import NO_CORRECTIONS, Corrections


class Rooms:
    """Remembers corrections by the word that chose a camera; nothing is written to disk."""

    def __init__(self) -> None:
        self._known: dict[str | None, Corrections] = {}

    def reopened(self, before: AppConfig, after: AppConfig) -> Corrections:
        """Return the corrections with which a camera is opened.

        What is always shown is given up: a word may mean another camera by now, which looks into another room. What is
        never shown can stay, since it is compared with the picture.

        Args:
            before: what was in use until now.
            after: what will be.
        """
        self._known[before.camera] = before.corrections.without_always
        return self._known.get(after.camera, NO_CORRECTIONS)
