"""Controls that Qt has no good-looking form of: a camera chooser and a sliding switch."""

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QHideEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractButton, QComboBox, QListView, QWidget

from app.gui.colours import colours
from app.gui.popups import make_round
from app.gui.style import RING, round_pen
from app.gui.view_state import CameraList

_TRACK = QSize(36, 20)
_POPUP_GAP = 4
_LOOK_MS = 2000


class DropDown(QComboBox):
    """A combo box with an arrow of our own and a list with round corners."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Only a view that is not the style's own follows the style sheet in everything.
        self.setView(QListView(self))
        make_round(self.view().window())

    def showPopup(self) -> None:
        """Open the list, a little below the box where there is room."""
        super().showPopup()
        popup = self.view().window()
        if popup.y() > self.mapToGlobal(self.rect().topLeft()).y():
            popup.move(popup.x(), popup.y() + _POPUP_GAP)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the box, and the arrow, for which a style sheet would need a file."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(round_pen(colours().muted, 2))
        tip = QPointF(self.width() - 19, self.height() / 2 + 2.5)
        painter.drawPolyline(QPolygonF([tip + QPointF(-5, -5), tip, tip + QPointF(5, -5)]))


class CameraBox(DropDown):
    """Lists the cameras.

    Signals:
        due: it is time to look whether a camera has come or gone; only while the list can be seen.
        about_to_open: the list is opening, so it should be fresh.
        chosen: key of the camera that the user picked.
        escaped: Esc was pressed in the open list, which lets no shortcut through.
    """

    due = Signal()
    about_to_open = Signal()
    chosen = Signal(str)
    escaped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[tuple[str, str], ...] = ()
        self.setAccessibleName("Camera")
        self.setPlaceholderText("Looking for cameras…")
        self.activated.connect(self._pick)
        self.view().installEventFilter(self)
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
        self._timer.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell of Esc in the open list, and let it close that."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        return super().eventFilter(watched, event)

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
        painter.setBrush(QColor(colours().accent if self.isChecked() else colours().line))
        painter.drawRoundedRect(track, height / 2, height / 2)
        painter.setBrush(QColor(colours().on_accent if self.isChecked() else colours().text))
        inset = height / 2
        middle = track.right() - inset if self.isChecked() else track.left() + inset
        painter.drawEllipse(QPointF(middle, track.center().y()), inset - 4, inset - 4)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours().text), 2))
            painter.drawRoundedRect(track.adjusted(-3, -3, 3, 3), inset + 3, inset + 3)
        painter.setPen(QColor(colours().text))
        words = QRectF(track.right() + 10, 0, self.width() - track.right() - 10, self.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
