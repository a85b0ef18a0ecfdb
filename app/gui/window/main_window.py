"""The window: lays out the widgets and wires them to the session."""

import logging
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from app.config import AppConfig
from app.gui.backgrounds.clipboard import can_be_added
from app.gui.backgrounds.controller import BackgroundsController
from app.gui.backgrounds.gallery import Gallery
from app.gui.controls import CameraBox, Toggle
from app.gui.preview.placing_tool import PlacingTool
from app.gui.preview.preview import Preview
from app.gui.preview.split_tool import SplitTool
from app.gui.session.session import Session
from app.gui.session.settings_store import SettingsStore
from app.gui.session.view_mode import View, ViewOptions
from app.gui.session.view_state import ViewState, caption
from app.gui.shortcuts import (
    ADD,
    ADJUST,
    FAVOURITE,
    HIDE,
    MATTE,
    PASTE,
    PUT_ON_KEY,
    QUIT,
    RECORD,
    REDO,
    SHOW,
    SNAPSHOT,
    SPLIT,
    START,
    UNDO,
    Shortcut,
)
from app.gui.text import tip
from app.gui.theme.icons import Glyph
from app.gui.theme.style import RING
from app.gui.widgets.elided import ElidedLabel
from app.gui.widgets.focus import rest
from app.gui.widgets.labels import label, row_of
from app.gui.widgets.scrolling import show_whole
from app.gui.window.actions import Actions
from app.gui.window.banner import Banner
from app.gui.window.hide_button import HideButton
from app.gui.window.pages import ABOUT_PAGE, ADJUST_PAGE, RECORD_PAGE, WELCOME_PAGE, first_page, make_pages
from app.gui.window.side_panel import SidePanel
from app.gui.window.start_bar import StartBar
from app.gui.window.status_bar import StatusBar
from app.gui.window.view_bar import ViewBar
from app.settings.model import Settings

_LOG = logging.getLogger(__name__)
_MARGIN = 20
# Room for before and after and the longest message, so that neither of them makes the window grow.
_STAGE = QSize(566, 510)
# For as long as a new film or snapshot is told of.
_KEPT_MS = 10_000


class MainWindow(QMainWindow):
    """Holds no logic: every wish goes to the session, everything shown comes from it.

    Signals:
        ended: it was closed for good, and nothing runs any more.
    """

    ended = Signal()

    def __init__(self, session: Session, memory: SettingsStore, pictures: Sequence[Path]) -> None:
        super().__init__()
        self.session = session
        self.memory = memory
        # Whether it lives on out of sight when it is closed; the tray says so.
        self.stays: Callable[[], bool] = lambda: False
        mirrored = session.config.mirror
        self.setWindowTitle("bisenet-bg")
        self.setAcceptDrops(True)
        self.cameras = CameraBox()
        self.banner = Banner()
        self.preview = Preview(mirrored)
        self.preview.add_tool(PlacingTool(session))
        self.hide_me = HideButton()
        self.mirror = Toggle("Mirror my preview", mirrored)
        self.caption = ElidedLabel(caption(mirrored, hidden=False), "muted")
        self.views = ViewBar()
        self.meter = StatusBar((self.mirror, self.views), self.caption)
        self.split = SplitTool(session.split)
        self.gallery = Gallery()
        self.backgrounds = BackgroundsController(session, memory, self.gallery, pictures)
        self._kept_told = QTimer(self, interval=_KEPT_MS, singleShot=True)
        self._mender = Actions(session, self.backgrounds, self)
        self.switch = StartBar()
        self.side = SidePanel()
        self.pages = make_pages(session, memory, self.preview, self._mender.mend)
        for row in self.pages.rows():
            self.side.add_page(*row)
        self._lay_out()
        self._wire()
        self.side.open(first_page(memory.settings))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let a message take more room where there is more."""
        super().resizeEvent(event)
        self.banner.keep_below(self.height())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop everything, or only go out of sight."""
        if self.stays():
            event.ignore()
            self.hide()
            return
        self._kept_told.stop()
        late = self.backgrounds.stop() + self.session.stop() + self.pages.record.queue.stop() + self.gallery.stop()
        if late:
            _LOG.warning("These threads did not end in time: %s.", ", ".join(late))
        super().closeEvent(event)
        self.ended.emit()

    def quit(self) -> None:
        """Close for good."""
        self.stays = lambda: False
        self.close()

    def bring_to_front(self) -> None:
        """Show the window, wherever it was, before all others."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press a button as Space does: outside of dialogs, Qt's own do not on every desktop."""
        focused = self.focusWidget()
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat()
        if is_enter and isinstance(focused, QAbstractButton):
            focused.click()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forwards: bool) -> bool:
        """Move the focus as Tab asks for and show where it is, and keep it there where what has it is gone."""
        if rest(self.focusWidget()):
            return True
        has_moved = super().focusNextPrevChild(forwards)
        reached = self.focusWidget()
        if has_moved and reached is not None:
            # Pages do so by themselves only for who is in them already.
            show_whole(reached)
        return has_moved

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept pictures, videos and folders."""
        if can_be_added(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add what is dropped, and use the first of it."""
        event.acceptProposedAction()
        self.backgrounds.take(event.mimeData())

    def _lay_out(self) -> None:
        page = QWidget()
        page.setObjectName("page")
        column = QVBoxLayout(page)
        # Tiles and toggle keep room for a focus ring; the rest is set in by as much, so that all lines up.
        column.setContentsMargins(_MARGIN - RING, 14, _MARGIN - RING, _MARGIN)
        column.setSpacing(12)
        camera_label = label("Camera", "muted")
        camera_label.setBuddy(self.cameras)
        title = label("Virtual background", "title")
        column.addLayout(row_of(title, None, self.hide_me, camera_label, self.cameras, inset=RING))
        stage = QVBoxLayout()
        stage.setSpacing(12)
        stage.addStrut(_STAGE.width())
        stage.addLayout(row_of(self.banner, inset=RING))
        stage.addLayout(row_of(self.preview, inset=RING), 1)
        stage.addWidget(self.meter)
        stage.addWidget(self.gallery)
        stage.addLayout(row_of(self.switch, inset=RING))
        halves = QHBoxLayout()
        halves.setSpacing(8)
        halves.addStrut(_STAGE.height())
        halves.addLayout(stage, 1)
        halves.addWidget(self.side)
        column.addLayout(halves, 1)
        self.setCentralWidget(page)
        # What has the focus first must not be what a key pressed by mistake shows somebody with.
        QWidget.setTabOrder(self.cameras, self.hide_me)

    def _wire(self) -> None:
        session = self.session
        session.picture.connect(self.split.show_picture)
        session.picture.connect(self.preview.show_picture)
        session.sight.connect(self._show_sight)
        session.figures.connect(self.meter.add)
        self.preview.add_tool(self.split)
        self.views.chosen.connect(session.see)
        self.views.moved.connect(session.split)
        session.view.connect(self._show_view)
        session.cameras.connect(self.cameras.show_cameras)
        session.changed.connect(self._show_config)
        self.cameras.about_to_open.connect(session.refresh_cameras)
        self.cameras.chosen.connect(session.set_camera)
        self.cameras.due.connect(session.look_for_cameras)
        # A window that is minimised is closed without being hidden first.
        session.ending.connect(self.cameras.rest)
        self.switch.switched.connect(session.set_virtual_camera)
        self.banner.try_again.connect(self._mender.mend)
        self.banner.dismissed.connect(session.dismiss)
        self.hide_me.wanted.connect(session.set_hidden)
        session.changed.connect(self.memory.note)
        self.side.opened.connect(self._note_page)
        self._kept_told.timeout.connect(partial(session.note_kept, ""))
        self.memory.changed.connect(self._show_settings)
        self.mirror.clicked.connect(lambda mirrored: session.adjust(mirror=mirrored))
        self._bind(HIDE, partial(session.set_hidden, True))
        self._bind(SHOW, partial(session.set_hidden, False))
        self._bind(UNDO, self.backgrounds.undo)
        self._bind(REDO, session.redo)
        self._bind(ADJUST, partial(self.side.toggle, ADJUST_PAGE))
        self._bind(START, self.switch.button.click)
        self._bind(ADD, self.backgrounds.pick_files)
        self._bind(PASTE, self.backgrounds.paste)
        self._bind_nine(FAVOURITE, self.backgrounds.choose_favourite)
        self._bind_nine(PUT_ON_KEY, self.backgrounds.put_on_key)
        session.recorder.kept.connect(self._show_kept)
        self._bind(RECORD, lambda: session.recorder.toggle(self.memory.settings.folder))
        self._bind(SNAPSHOT, lambda: session.recorder.snapshot(self.memory.settings.folder))
        self._bind(MATTE, partial(session.toggle, View.MATTE))
        self._bind(SPLIT, partial(session.toggle, View.SPLIT))
        self._bind(QUIT, self.quit)

    def _bind(self, key: Shortcut, slot: Callable[[], object]) -> None:
        context = Qt.ShortcutContext.ApplicationShortcut if key.everywhere else Qt.ShortcutContext.WindowShortcut
        shortcut = QShortcut(QKeySequence(key.sequence), self, context=context)
        # By which it is found where no key comes through.
        shortcut.setObjectName(key.sequence)
        shortcut.activated.connect(slot)

    def _bind_nine(self, key: Shortcut, slot: Callable[[int], object]) -> None:
        for number, sequence in enumerate(key.numbered(), 1):
            self._bind(Shortcut(sequence, key.meaning), partial(slot, number))

    @Slot(object)
    def _show_view(self, view: ViewState) -> None:
        self.meter.show_view(view)
        self.cameras.setToolTip(tip(view.camera))
        self.hide_me.show_hidden(view.hidden)
        self._show_caption()
        self.switch.show_view(view)
        self.side.mark(RECORD_PAGE, view.recording, Glyph.RECORDING)
        self.banner.show_message(view.message, view.waiting)

    @Slot(object)
    def _show_settings(self, settings: Settings) -> None:
        if settings.page != self.side.current:
            self.side.open(settings.page)

    def open_cameras(self) -> None:
        """Open the list of cameras."""
        self.cameras.setFocus()
        self.cameras.showPopup()

    def show_how(self) -> None:
        """Show the steps to a virtual camera."""
        self.side.open(WELCOME_PAGE)
        self.pages.welcome.point_to_virtual_camera()

    def show_kept(self) -> None:
        """Show the film or snapshot that was made last."""
        self.side.open(RECORD_PAGE)

    def choose_folder(self) -> None:
        """Ask for the folder of films and snapshots."""
        self.side.open(RECORD_PAGE)
        self.pages.record.choose_folder()

    def examine(self) -> None:
        """Ask the doctor."""
        self.side.open(ABOUT_PAGE)
        self.pages.about.doctor.check()

    @Slot(str)
    def _note_page(self, title: str) -> None:
        self.memory.change(page=title)
        if title == RECORD_PAGE:
            self._kept_told.stop()
            self.session.note_kept("")

    @Slot(object, str)
    def _show_kept(self, path: Path, sentence: str) -> None:
        # The page tells it better, where it is open.
        if self.side.current != RECORD_PAGE:
            self.session.note_kept(sentence)
            self._kept_told.start()

    @Slot(object)
    def _show_config(self, config: AppConfig) -> None:
        self.mirror.setChecked(config.mirror)
        self.preview.set_mirrored(config.mirror)
        self._show_caption()

    @Slot(object)
    def _show_sight(self, sight: ViewOptions) -> None:
        self.views.show_sight(sight)
        self.split.show_sight(sight)
        self._show_caption()

    def _show_caption(self) -> None:
        sight = self.session.looking
        self.caption.setText(caption(sight.mirrored, self.hide_me.hidden, sight.view))
