"""The window: lays out the widgets and wires them to the bridge."""

import logging
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMainWindow, QVBoxLayout, QWidget

from app.config import AppConfig
from app.devices.moving import is_moving
from app.devices.pictures import is_picture
from app.gui.banner import Banner
from app.gui.bridge import Bridge
from app.gui.controls import CameraBox, Toggle
from app.gui.elided import ElidedLabel
from app.gui.gallery import Gallery
from app.gui.hide_button import HideButton
from app.gui.keys import HIDE, MATTE, QUIT, REDO, SHOW, SPLIT, UNDO, Key
from app.gui.memory import Memory
from app.gui.meter import Meter
from app.gui.pages import pages
from app.gui.preview import Preview
from app.gui.side_panel import SidePanel
from app.gui.split_tool import SplitTool
from app.gui.style import RING
from app.gui.switch_bar import SwitchBar
from app.gui.view_bar import ViewBar
from app.gui.view_state import ViewState, caption
from app.gui.views import Sight, View

_LOG = logging.getLogger(__name__)
_MARGIN = 20


class MainWindow(QMainWindow):
    """Holds no logic: every wish goes to the bridge, everything shown comes from it."""

    def __init__(self, bridge: Bridge, memory: Memory, pictures: Sequence[Path]) -> None:
        super().__init__()
        self.bridge = bridge
        self.memory = memory
        mirrored = bridge.config.mirror
        self.setWindowTitle("bisenet-bg")
        self.setAcceptDrops(True)
        self.cameras = CameraBox()
        self.banner = Banner()
        self.preview = Preview(mirrored)
        self.hide_me = HideButton()
        self.mirror = Toggle("Mirror my preview", mirrored)
        self.caption = ElidedLabel(caption(mirrored, hidden=False), "muted")
        self.views = ViewBar()
        self.meter = Meter()
        self.split = SplitTool(bridge.split)
        self.gallery = Gallery(pictures)
        self.switch = SwitchBar()
        self.side = SidePanel()
        for title, glyph, page in pages(bridge, memory):
            self.side.add_page(title, glyph, page)
        self.side.open(memory.settings.page)
        self._lay_out()
        self._wire()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop everything."""
        late = self.bridge.stop() + self.gallery.stop()
        if late:
            _LOG.warning("These threads did not end in time: %s.", ", ".join(late))
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept a picture, a video or a folder from a file manager."""
        if _dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Use what is dropped as the background."""
        self.bridge.set_background(str(_dropped(event)))

    def _lay_out(self) -> None:
        page = QWidget()
        page.setObjectName("page")
        column = QVBoxLayout(page)
        # Tiles and toggle keep room for a focus ring; the rest is set in by as much, so that all lines up.
        column.setContentsMargins(_MARGIN - RING, 14, _MARGIN - RING, _MARGIN)
        column.setSpacing(12)
        camera_label = _label("Camera", "muted")
        camera_label.setBuddy(self.cameras)
        title = _label("Virtual background", "title")
        column.addLayout(_row(title, None, self.hide_me, camera_label, self.cameras, inset=RING))
        column.addLayout(_row(self.banner, inset=RING))
        column.addLayout(_row(self.preview, self.side, inset=RING), 1)
        column.addLayout(self._facts())
        column.addWidget(self.gallery)
        column.addLayout(_row(self.switch, inset=RING))
        self.setCentralWidget(page)
        # What has the focus first must not be what a key pressed by mistake shows somebody with.
        QWidget.setTabOrder(self.cameras, self.hide_me)

    def _facts(self) -> QHBoxLayout:
        """Return what stands below the preview: what it shows, and how it runs."""
        facts = QHBoxLayout()
        facts.setContentsMargins(0, 0, RING, 0)
        facts.setSpacing(16)
        left = QVBoxLayout()
        left.setSpacing(2)
        left.addLayout(_row(self.mirror, self.views, None))
        left.addLayout(_row(self.caption, inset=RING))
        facts.addLayout(left, 1)
        facts.addWidget(self.meter)
        return facts

    def _wire(self) -> None:
        bridge = self.bridge
        bridge.picture.connect(self.split.show_picture)
        bridge.picture.connect(self.preview.show_picture)
        bridge.sight.connect(self._show_sight)
        bridge.figures.connect(self.meter.add)
        self.preview.add_tool(self.split)
        self.views.chosen.connect(bridge.see)
        self.views.moved.connect(bridge.split)
        bridge.view.connect(self._show_view)
        bridge.cameras.connect(self.cameras.show_cameras)
        bridge.changed.connect(self._show_config)
        self.cameras.about_to_open.connect(bridge.refresh_cameras)
        self.cameras.chosen.connect(bridge.set_camera)
        self.gallery.chosen.connect(bridge.set_background)
        self.switch.switched.connect(bridge.set_virtual_camera)
        self.banner.try_again.connect(bridge.try_again)
        self.banner.dismissed.connect(bridge.dismiss)
        self.hide_me.wanted.connect(bridge.set_hidden)
        self.cameras.escaped.connect(partial(bridge.set_hidden, True))
        bridge.changed.connect(lambda config: self.memory.change(config=config))
        self.side.opened.connect(lambda title: self.memory.change(page=title))
        self.mirror.toggled.connect(lambda mirrored: bridge.adjust(mirror=mirrored))
        self._bind(HIDE, partial(bridge.set_hidden, True))
        self._bind(SHOW, partial(bridge.set_hidden, False))
        self._bind(UNDO, bridge.undo)
        self._bind(REDO, bridge.redo)
        self._bind(MATTE, partial(bridge.toggle, View.MATTE))
        self._bind(SPLIT, partial(bridge.toggle, View.SPLIT))
        self._bind(QUIT, self.close)

    def _bind(self, key: Key, slot: Callable[[], object]) -> None:
        context = Qt.ShortcutContext.ApplicationShortcut if key.everywhere else Qt.ShortcutContext.WindowShortcut
        QShortcut(QKeySequence(key.sequence), self, context=context).activated.connect(slot)

    @Slot(object)
    def _show_view(self, view: ViewState) -> None:
        self.meter.show_view(view)
        self.cameras.setToolTip(view.camera)
        self.hide_me.show_hidden(view.hidden)
        self._show_caption()
        self.switch.show_view(view)
        self.banner.show_message(view.message)

    @Slot(object)
    def _show_config(self, config: AppConfig) -> None:
        self.gallery.mark(config.background)
        self.mirror.setChecked(config.mirror)
        self.preview.set_mirrored(config.mirror)
        self._show_caption()

    @Slot(object)
    def _show_sight(self, sight: Sight) -> None:
        self.views.show_sight(sight)
        self.split.show_sight(sight)
        self._show_caption()

    def _show_caption(self) -> None:
        sight = self.bridge.looking
        self.caption.setText(caption(sight.mirrored, self.hide_me.hidden, sight.view))


def _label(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", role)
    return label


def _row(*widgets: QWidget | None, inset: int = 0) -> QHBoxLayout:
    """Return widgets in a row, with room to stretch where None stands.

    Args:
        widgets: from left to right.
        inset: room left and right of them.
    """
    row = QHBoxLayout()
    row.setContentsMargins(inset, 0, inset, 0)
    row.setSpacing(12)
    for widget in widgets:
        if widget is None:
            row.addStretch()
        else:
            row.addWidget(widget)
    return row


def _dropped(event: QDropEvent) -> Path | None:
    """Return what is being dropped, if it can be a background."""
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return next((path for path in paths if is_picture(path) or is_moving(path) or path.is_dir()), None)
