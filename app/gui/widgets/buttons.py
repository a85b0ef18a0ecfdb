"""Buttons that Qt lacks: a sliding switch, a reset arrow, one that copies text, and one that shortens its label."""

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QColor, QGuiApplication, QHideEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QWidget,
)

from app.gui.theme.icons import Glyph, draw_glyph
from app.gui.theme.mirroring import mirrored_area
from app.gui.theme.palette import colours
from app.gui.theme.style import RING
from app.gui.widgets.labels import elided, shows_full_text
from app.gui.widgets.painted import FocusRing, Painted
from app.language import _

_COPIED_MS = 2000
_RESET = QSize(22, 22)
_TRACK = QSize(36, 20)
# Where the label of a switch begins.
_BESIDE_TRACK = RING + _TRACK.width() + 10


class CopyButton(QPushButton):
    """Copies a text to the clipboard and shows "Copied" for two seconds.

    Args:
        label: on the button.
        parent: of the button.
    """

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(label, parent)
        self._label = label
        self._copied_text = ""
        self._timer = QTimer(self, interval=_COPIED_MS, singleShot=True)
        self._timer.timeout.connect(self._show_label)
        self.clicked.connect(self._copy)

    def set_copied_text(self, text: str) -> None:
        """Set the text that a click copies."""
        if text != self._copied_text:
            self._copied_text = text
            self._show_label()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop the timer of a button that is out of sight."""
        self._show_label()
        super().hideEvent(event)

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._copied_text)
        self.setText(_("Copied"))
        self._timer.start()

    @Slot()
    def _show_label(self) -> None:
        self._timer.stop()
        self.setText(self._label)


class ElidedButton(QPushButton):
    """Button that shortens its label with "…" where space is short, and then shows all of it in a tooltip."""

    @property
    def shown_text(self) -> str:
        """The visible label: all of it, or the part that fits and "…"."""
        missing = max(0, self.sizeHint().width() - self.width())
        text_width = self.fontMetrics().horizontalAdvance(self.text())
        return elided(self, self.text(), text_width - missing) if missing else self.text()

    def event(self, event: QEvent) -> bool:
        """Put the complete label into the tooltip where the button shortens it."""
        return shows_full_text(self, event, self.text(), lambda: self.shown_text) or super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the button with the visible label."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = self.shown_text
        QStylePainter(self).drawControl(QStyle.ControlElement.CE_PushButton, option)


class ResetButton(Painted, QAbstractButton):
    """Small round arrow beside a value that differs from its default; keeps its space while hidden.

    Args:
        label: name of the setting that it resets.
    """

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(_RESET)
        self.make_interactive()
        self.setAccessibleName(_("Reset: {label}").format(label=label))
        self.setToolTip(_("Reset"))
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)

    def paint(self, painter: QPainter) -> None:
        """Paint the arrow, on a disc under the mouse."""
        area = QRectF(self.rect())
        if self.underMouse() or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours().hover))
            painter.drawEllipse(area.adjusted(1, 1, -1, -1))
        draw_glyph(painter, Glyph.RESET, area.adjusted(4, 4, -4, -4), colours().text)

    def focus_ring(self) -> FocusRing:
        """Return a circle around the arrow."""
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        return FocusRing(area, area.height() / 2)


class Toggle(Painted, QAbstractButton):
    """Sliding switch with a label beside it, which wraps where space is short."""

    def __init__(self, text: str, checked: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setCheckable(True)
        self.setChecked(checked)
        self.make_interactive()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        """Return the size of track and label in one line."""
        return self._size(self.text())

    def minimumSizeHint(self) -> QSize:
        """Return the size at which the longest word of the label fits."""
        return self._size(max(self.text().split(), key=self.fontMetrics().horizontalAdvance, default=""))

    def heightForWidth(self, width: int) -> int:
        """Return the height of the lines of the label at a width."""
        room = QRect(0, 0, width - _BESIDE_TRACK, 0)
        lines = self.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap.value, self.text())
        return max(_TRACK.height(), lines.height()) + 8

    def _size(self, text: str) -> QSize:
        width = _BESIDE_TRACK + self.fontMetrics().horizontalAdvance(text) + RING
        return QSize(width, max(_TRACK.height(), self.fontMetrics().height()) + 8)

    def paint(self, painter: QPainter) -> None:
        """Paint track, knob and label."""
        track, radius = self._track(), _TRACK.height() / 2
        painter.setPen(Qt.PenStyle.NoPen)
        lit = self.isChecked() and self.isEnabled()
        painter.setBrush(QColor(colours().accent if lit else colours().line))
        painter.drawRoundedRect(track, radius, radius)
        knob = colours().text if self.isEnabled() else colours().muted
        painter.setBrush(QColor(colours().on_accent if lit else knob))
        at_right = self.isChecked() is not self.isRightToLeft()
        centre = track.right() - radius if at_right else track.left() + radius
        painter.drawEllipse(QPointF(centre, track.center().y()), radius - 4, radius - 4)
        painter.setPen(QColor(colours().text if self.isEnabled() else colours().muted))
        label = QRectF(_BESIDE_TRACK, 0, self.width() - _BESIDE_TRACK, self.height())
        alignment = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
        painter.drawText(mirrored_area(self, label), alignment, self.text())

    def focus_ring(self) -> FocusRing:
        """Return an outline around the track."""
        return FocusRing(self._track().adjusted(-3, -3, 3, 3), _TRACK.height() / 2 + 3, on_accent=True)

    def _track(self) -> QRectF:
        track = QRectF(RING, (self.height() - _TRACK.height()) / 2, _TRACK.width(), _TRACK.height())
        return mirrored_area(self, track)
