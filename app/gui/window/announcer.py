"""Makes screen readers speak what changes without a key or click on a control: hiding, virtual camera, background."""

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from app.backgrounds.catalogue import title_of
from app.config import AppConfig
from app.gui.session.session import Session
from app.gui.session.window_status import WindowStatus, seen_words
from app.gui.widgets.labels import announce
from app.language import _


class Announcer(QObject):
    """Compares each status and configuration with the one before. Lives in the GUI thread.

    Args:
        session: whose changes are announced.
        window: the widget in whose name they are announced.
    """

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._view: WindowStatus | None = None
        self._background = session.config.background
        session.view.connect(self._show_view)
        session.changed.connect(self._show_config)

    @Slot(object)
    def _show_view(self, view: WindowStatus) -> None:
        before, self._view = self._view, view
        if before is None:
            return
        if view.is_passing:
            # The next lasting state is compared with the last one.
            self._view = replace(view, spoken_headline=before.spoken_headline)
        for text in view_announcements(before, view):
            announce(self._window, text, is_urgent=view.hidden != before.hidden)

    @Slot(object)
    def _show_config(self, config: AppConfig) -> None:
        if config.background != self._background:
            self._background = config.background
            announce(self._window, _("Background: {title}").format(title=title_of(config.background)))


def view_announcements(before: WindowStatus, after: WindowStatus) -> Iterator[str]:
    """Yield what to say of the change from one status to another: being hidden or seen, virtual camera, viewers."""
    if after.hidden != before.hidden:
        change = _("You are hidden.") if after.hidden else _("You are shown again.")
        yield f"{change} {seen_words(after)}"
    if after.spoken_headline != before.spoken_headline and not after.is_passing:
        yield after.spoken_headline
