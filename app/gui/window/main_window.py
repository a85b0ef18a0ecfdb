"""The main window: lays out the widgets and connects them to the session."""

import logging
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication, QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from app.config import AppConfig
from app.gui.backgrounds.clipboard import can_be_added
from app.gui.backgrounds.controller import BackgroundsController
from app.gui.backgrounds.gallery import Gallery
from app.gui.preview.placing_tool import PlacingTool
from app.gui.preview.preview import Preview
from app.gui.preview.split_tool import SplitTool
from app.gui.session.desktop_portal import DesktopPortal
from app.gui.session.messages import Message, Topic
from app.gui.session.problems import Action
from app.gui.session.session import Session
from app.gui.session.settings_store import SettingsStore
from app.gui.session.view_mode import View, ViewOptions
from app.gui.session.window_status import WindowStatus, caption
from app.gui.shortcuts import (
    ADD,
    ADJUST,
    ESCAPE,
    FAVOURITE,
    HIDE,
    MATTE,
    PASTE,
    QUIT,
    RECORD,
    REDO,
    SAVE_FAVOURITE,
    SHOW,
    SNAPSHOT,
    SPLIT,
    START,
    UNDO,
    Shortcut,
)
from app.gui.text import tip
from app.gui.theme.icons import Glyph
from app.gui.theme.style import RING, scaled
from app.gui.widgets.buttons import Toggle
from app.gui.widgets.focus import hold_focus
from app.gui.widgets.labels import ElidedLabel, WrappedCaption, label, row_of
from app.gui.widgets.scrolling import scroll_into_view
from app.gui.window.actions import Actions
from app.gui.window.announcer import Announcer
from app.gui.window.banner import Banner
from app.gui.window.camera_box import CameraBox
from app.gui.window.key_presses import KeyPresses
from app.gui.window.other_layouts import OtherLayouts
from app.gui.window.pages import ABOUT_PAGE, ADJUST_PAGE, RECORD_PAGE, WELCOME_PAGE, first_page, make_pages
from app.gui.window.panic_key import PanicKey
from app.gui.window.preview_area import PreviewArea
from app.gui.window.raising import InFront, Raiser
from app.gui.window.side_panel import SidePanel
from app.gui.window.start_bar import HideButton, StartBar
from app.gui.window.status_bar import StatusBar, ViewBar
from app.language import _
from app.settings.model import Settings

_LOG = logging.getLogger(__name__)
_MARGIN = 20
# Smallest height below the title, with room for the question about the room.
_STAGE_HEIGHT = 510
# Smallest width left of the side panel, with room for two buttons of a message.
_STAGE_WIDTH = 326
_GROWTH = 0.65
_HEAD_GAP = 12
# How long the message about a new recording or snapshot is shown.
_SAVED_SECONDS = 10.0


class MainWindow(QMainWindow):
    """Connects widgets and shortcuts with the session, and saves the window's size and open page.

    Signals:
        ended: the window has been closed for good, and its threads have stopped.
        called: the window is to come to the front.
    """

    ended = Signal()
    called = Signal()

    def __init__(self, session: Session, store: SettingsStore, pictures: Sequence[Path]) -> None:
        super().__init__()
        self.session = session
        self.store = store
        # Whether closing only hides the window; the tray decides.
        self.keeps_running: Callable[[], bool] = lambda: False
        mirrored = session.config.mirror
        self._shown_view: WindowStatus | None = None
        self._raiser = Raiser(self)
        self.setWindowTitle("bisenet-bg")
        self.setAcceptDrops(True)
        self._title = ElidedLabel(_("Virtual background"), "title")
        self._camera_label = label(_("Camera"), "muted")
        self.cameras = CameraBox()
        self.banner = Banner()
        self.preview = Preview(mirrored)
        self.preview.add_tool(PlacingTool(session))
        self.hide_button = HideButton()
        self.mirror = Toggle(_("Mirror my preview"), mirrored)
        self.caption = WrappedCaption(caption(session.current_view_options, hidden=False, sending=False), "muted")
        self.view_bar = ViewBar()
        self.status_bar = StatusBar(self.mirror, self.view_bar, self.caption)
        self._split_tool = SplitTool(session.set_split)
        self.gallery = Gallery()
        self.backgrounds = BackgroundsController(session, store, self.gallery, pictures)
        self._actions = Actions(session, self.backgrounds, self)
        self.start_bar = StartBar()
        self.side = SidePanel()
        self.portal = DesktopPortal(session, self)
        self.pages = make_pages(session, store, self.preview, self.portal, self._actions.perform)
        for row in self.pages.rows():
            self.side.add_page(*row)
        self._lay_out()
        self._wire()
        Announcer(session, self)
        self.side.open(first_page(store.settings))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop everything, or only hide the window."""
        self._raiser.stop()
        if self.keeps_running():
            event.ignore()
            self.hide()
            return
        late = self.backgrounds.stop() + self.session.stop() + self.pages.record.queue.stop() + self.gallery.stop()
        if late:
            _LOG.warning("These threads did not end in time: %s.", ", ".join(late))
        super().closeEvent(event)
        self.ended.emit()

    def quit(self) -> None:
        """Close for good."""
        self.keeps_running = lambda: False
        self.close()

    def bring_to_front(self, token: str = "", then: InFront = lambda _: None) -> None:
        """Show the window in front of all others, even if it was hidden or minimised.

        Args:
            token: for the activation, from the program that asks for it; "" for none.
            then: called with whether the window is in front, within two seconds.
        """
        self.called.emit()
        self._raiser.bring(token, then)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out the title where there is no room for it."""
        super().resizeEvent(event)
        self._fit_title()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of the text."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self._fit_height()
            self._fit_title()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press the focused button with Enter too; outside of dialogs Qt does so on some desktops only."""
        focused = self.focusWidget()
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat()
        if is_enter and isinstance(focused, QAbstractButton):
            focused.click()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forwards: bool) -> bool:
        """Move the focus and scroll to it; hold it in place if its widget has just been hidden or disabled."""
        if hold_focus(self.focusWidget()):
            return True
        has_moved = super().focusNextPrevChild(forwards)
        reached = self.focusWidget()
        if has_moved and reached is not None:
            # A page scrolls by itself only if it had the focus before.
            scroll_into_view(reached)
        return has_moved

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept pictures, videos and folders."""
        if can_be_added(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add what is dropped, and use the first item."""
        event.acceptProposedAction()
        self.backgrounds.take(event.mimeData())

    def _lay_out(self) -> None:
        page = QWidget()
        page.setObjectName("page")
        column = QVBoxLayout(page)
        # Tiles and toggle leave room for a focus ring; the other widgets get the same inset, so that all edges align.
        column.setContentsMargins(_MARGIN - RING, 14, _MARGIN - RING, _MARGIN)
        column.setSpacing(12)
        self._camera_label.setBuddy(self.cameras)
        head = (self.hide_button, self._camera_label, self.cameras)
        column.addLayout(row_of(self._title, None, *head, spacing=_HEAD_GAP, inset=RING))
        stage = QVBoxLayout()
        stage.setSpacing(12)
        stage.addStrut(_STAGE_WIDTH)
        stage.addLayout(row_of(PreviewArea(self.preview, self.banner), inset=RING), 1)
        stage.addWidget(self.status_bar)
        stage.addWidget(self.gallery)
        stage.addLayout(row_of(self.start_bar, inset=RING))
        halves = QHBoxLayout()
        halves.setSpacing(8)
        halves.addLayout(stage, 1)
        halves.addWidget(self.side)
        column.addLayout(halves, 1)
        self.setCentralWidget(page)
        self._fit_height()
        # The initial focus must not be on a widget with which a stray key would show the user or the room.
        self.gallery.focus_current()

    def _fit_height(self) -> None:
        """Have the smallest window grow with the text; the preview keeps its size."""
        height = _STAGE_HEIGHT + round((scaled(_STAGE_HEIGHT) - _STAGE_HEIGHT) * _GROWTH)
        self.side.setMinimumHeight(height)

    def _fit_title(self) -> None:
        widgets = (self._title, self.hide_button, self._camera_label, self.cameras)
        needed = sum(widget.sizeHint().width() for widget in widgets) + _HEAD_GAP * len(widgets)
        self._title.setVisible(needed <= self.width() - 2 * _MARGIN)

    def _wire(self) -> None:
        session = self.session
        session.picture.connect(self._split_tool.show_picture)
        session.picture.connect(self.preview.show_picture)
        session.view_options.connect(self._show_options)
        session.figures.connect(self.status_bar.graph.add)
        self.preview.add_tool(self._split_tool)
        self.view_bar.chosen.connect(session.set_view)
        self.view_bar.moved.connect(session.set_split)
        session.view.connect(self._show_view)
        session.cameras.connect(self.cameras.show_cameras)
        session.changed.connect(self._show_config)
        self.cameras.about_to_open.connect(session.refresh_cameras)
        self.cameras.chosen.connect(session.set_camera)
        self.cameras.due.connect(session.look_for_cameras)
        # A minimised window is closed without a hide event.
        session.ending.connect(self.cameras.stop)
        self.start_bar.switched.connect(session.set_virtual_camera)
        self.banner.action_requested.connect(self._actions.perform)
        self.banner.dismissed.connect(session.dismiss)
        self.hide_button.requested.connect(session.set_hidden)
        session.changed.connect(self.store.note)
        self.side.opened.connect(self._save_page)
        self.store.changed.connect(self._show_settings)
        self.mirror.clicked.connect(lambda mirrored: session.adjust(mirror=mirrored))
        self._bind(HIDE, partial(session.set_hidden, True))
        panic_key = PanicKey(HIDE.sequence, partial(session.set_hidden, True))
        KeyPresses((panic_key.press, OtherLayouts().press), self)
        self._bind(ESCAPE, self._escape).setAutoRepeat(False)
        self._bind(SHOW, partial(session.set_hidden, False))
        self._bind(UNDO, session.undo)
        self._bind(REDO, session.redo)
        self._bind(ADJUST, partial(self.side.toggle, ADJUST_PAGE))
        self._bind(START, self.start_bar.button.click)
        self._bind(ADD, self.backgrounds.pick_files)
        self._bind(PASTE, self.backgrounds.paste)
        self._bind_digits(FAVOURITE, self.backgrounds.choose_favourite)
        self._bind_digits(SAVE_FAVOURITE, self.backgrounds.put_on_key)
        session.recorder.saved.connect(self._show_saved)
        self._bind(RECORD, lambda: session.recorder.toggle(self.store.settings.folder))
        self._bind(SNAPSHOT, lambda: session.recorder.snapshot(self.store.settings.folder))
        self._bind(MATTE, partial(session.toggle_view, View.MATTE))
        self._bind(SPLIT, partial(session.toggle_view, View.SPLIT))
        self._bind(QUIT, self.quit)

    def _bind(self, key: Shortcut, slot: Callable[[], object]) -> QShortcut:
        context = Qt.ShortcutContext.ApplicationShortcut if key.everywhere else Qt.ShortcutContext.WindowShortcut
        shortcut = QShortcut(QKeySequence(key.sequence), self, context=context)
        shortcut.activated.connect(slot)
        return shortcut

    def _bind_digits(self, key: Shortcut, slot: Callable[[int], object]) -> None:
        for number, sequence in enumerate(key.numbered(), 1):
            self._bind(Shortcut(sequence, key.meaning), partial(slot, number))

    def _escape(self) -> None:
        """Close what is open, or else hide the user. Dialogs close by themselves, and so do most popups."""
        popup = QApplication.activePopupWidget()
        if popup is not None:
            # Qt triggers the window's shortcuts also while a list is open on the desktop.
            popup.close()
            return
        pages = self.pages
        closers = (pages.adjust.presets.close_form, self.backgrounds.withdraw_question, pages.fix.brush.put_down)
        if not any(close() for close in closers):
            self.session.set_hidden(True)

    @Slot(object)
    def _show_view(self, view: WindowStatus) -> None:
        self._shown_view = view
        self.status_bar.show_view(view)
        self.cameras.setToolTip(tip(view.camera))
        self.hide_button.show_view(view)
        self._show_caption()
        self.start_bar.show_view(view)
        self.side.mark(RECORD_PAGE, view.recording, Glyph.RECORDING)
        self._show_message()

    def _show_message(self) -> None:
        """Show the first message in the banner; not that about the camera while the welcome page has it."""
        view = self._shown_view
        if view is not None:
            said = view.camera_problem if self.side.current == WELCOME_PAGE else None
            queue = [found for found in (view.message, *view.waiting) if found is not None and found != said]
            self.banner.show_message(queue[0] if queue else None, max(0, len(queue) - 1))

    @Slot(object)
    def _show_settings(self, settings: Settings) -> None:
        if settings.page != self.side.current:
            self.side.open(settings.page)

    def open_camera_list(self) -> None:
        """Open the list of cameras."""
        self.cameras.setFocus()
        self.cameras.showPopup()

    def show_setup_steps(self) -> None:
        """Show the steps that set up a virtual camera."""
        self.side.open(WELCOME_PAGE)
        self.pages.welcome.point_to_virtual_camera()

    def show_recordings(self) -> None:
        """Show the latest recording or snapshot."""
        self.side.open(RECORD_PAGE)

    def choose_folder(self) -> None:
        """Ask for the folder of recordings and snapshots."""
        self.side.open(RECORD_PAGE)
        self.pages.record.choose_folder()

    def run_doctor(self) -> None:
        """Run the doctor."""
        self.side.open(ABOUT_PAGE)
        self.pages.about.doctor.check()

    @Slot(str)
    def _save_page(self, title: str) -> None:
        self.store.change(page=title)
        self._show_message()
        if title == RECORD_PAGE:
            self.session.withdraw(Topic.SAVED)

    @Slot(object, str)
    def _show_saved(self, path: Path, sentence: str) -> None:
        # The open page shows it by itself.
        if self.side.current != RECORD_PAGE:
            actions = (Action.SHOW_SAVED,)
            self.session.show(
                Message(sentence, is_error=False, actions=actions, topic=Topic.SAVED, seconds=_SAVED_SECONDS)
            )

    @Slot(object)
    def _show_config(self, config: AppConfig) -> None:
        self.mirror.setChecked(config.mirror)
        self.preview.set_mirrored(config.mirror)
        self._show_caption()

    @Slot(object)
    def _show_options(self, options: ViewOptions) -> None:
        self.view_bar.show_options(options)
        self._split_tool.show_options(options)
        self._show_caption()

    def _show_caption(self) -> None:
        sending = self._shown_view is not None and self._shown_view.sending
        options = self.session.current_view_options
        self.caption.setText(caption(options, hidden=self.hide_button.hidden, sending=sending))
