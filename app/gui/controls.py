"""Controls that Qt has no good-looking form of: a camera chooser and a sliding switch."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.gui.session.view_state import CameraList
from app.gui.theme.palette import colours
from app.gui.theme.style import RING
from app.gui.widgets.combo_box import ComboBox

_TRACK = QSize(36, 20)
_LOOK_MS = 2000


class CameraBox(ComboBox):
    """Lists the cameras.

    Signals:
        due: it is time to look whether a camera has come or gone; only while the list can be seen.
        about_to_open: the list is opening, so it should be fresh.
        chosen: key of the camera that the user picked.
    """

    due = Signal()
    about_to_open = Signal()
    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[tuple[str, str], ...] = ()
        self.setAccessibleName("Camera")
        self.setPlaceholderText("Looking for cameras…")
        self.activated.connect(self._pick)
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self.due)

    @Slot(object)
    def show_cameras(self, cameras: CameraList) -> None:
        """List these; an open list that stays the same is left alone."""
        if cameras.entries != self._entries:
            self._entries = cameras.entries
            is_open = self.view().isVisible()
            self.clear()
            for key, name in cameras.entries:
                self.addItem(name, key)
            if is_open:
                # An open list keeps its height; opened anew it fits.
                super().showPopup()
        self.setCurrentIndex(self.findData(cameras.current))

    def showPopup(self) -> None:
        """Open the list."""
        self.about_to_open.emit()
        super().showPopup()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to look for cameras."""
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Look no more."""
        super().hideEvent(event)
        self.rest()

    @Slot()
    def rest(self) -> None:
        """Look no more until the list is shown anew."""
        self._timer.stop()

    @Slot(int)
    def _pick(self, index: int) -> None:
        self.chosen.emit(self.itemData(index))


class Toggle(QAbstractButton):
    """A switch with words beside it."""

    def __init__(self, text: str, checked: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setCheckable(True)
        self.setChecked(checked)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        """Return room for track and words."""
        words = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(_TRACK.width() + words + 18, _TRACK.height() + 8)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint track, knob, words and focus ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        height = _TRACK.height()
        track = QRectF(RING, (self.height() - height) / 2, _TRACK.width(), height)
        painter.setPen(Qt.PenStyle.NoPen)
        lit = self.isChecked() and self.isEnabled()
        painter.setBrush(QColor(colours().accent if lit else colours().line))
        painter.drawRoundedRect(track, height / 2, height / 2)
        knob = colours().text if self.isEnabled() else colours().muted
        painter.setBrush(QColor(colours().on_accent if lit else knob))
        inset = height / 2
        middle = track.right() - inset if self.isChecked() else track.left() + inset
        painter.drawEllipse(QPointF(middle, track.center().y()), inset - 4, inset - 4)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours().text), 2))
            painter.drawRoundedRect(track.adjusted(-3, -3, 3, 3), inset + 3, inset + 3)
        painter.setPen(QColor(colours().text if self.isEnabled() else colours().muted))
        words = QRectF(track.right() + 10, 0, self.width() - track.right() - 10, self.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
