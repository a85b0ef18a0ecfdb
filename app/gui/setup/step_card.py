"""A numbered card of the welcome page."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.gui.session.problems import WORDS, Action
from app.gui.setup.welcome_steps import Step
from app.gui.text import breakable, markup
from app.gui.theme.palette import colours
from app.gui.theme.style import round_pen
from app.gui.widgets.buttons import CopyButton
from app.gui.widgets.painted import Painted

_BADGE = QSize(24, 24)
_NARROWEST = 60


class StepBadge(Painted, QWidget):
    """A number or letter in a circle; a tick once that is done."""

    def __init__(self, mark: str) -> None:
        super().__init__()
        self._mark = mark
        self._done = False
        self.setFixedSize(_BADGE)
        self.show_done(False)

    @property
    def done(self) -> bool:
        """Whether the tick is shown."""
        return self._done

    def show_done(self, done: bool) -> None:
        """Show the tick or not."""
        self._done = done
        self.setAccessibleName(f"{self._mark}, {'done' if done else 'to do'}")
        self.update()

    def paint(self, painter: QPainter) -> None:
        """Paint the circle with its mark or the tick."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours().accent if self._done else colours().raised))
        circle = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawEllipse(circle)
        if self._done:
            painter.setPen(round_pen(colours().on_accent, 2.2))
            middle = circle.center()
            tick = [QPointF(-4.5, 0.5), QPointF(-1.2, 3.8), QPointF(4.8, -3.4)]
            painter.drawPolyline(QPolygonF([middle + point for point in tick]))
        else:
            painter.setPen(QColor(colours().text))
            painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, self._mark)


class StepRow(QWidget):
    """One step: its mark, what to do, the commands to copy and the buttons that do it.

    Args:
        mark: in the circle.
        mend: takes the `Action` whose button was pressed.
    """

    def __init__(self, mark: str, mend: Callable[[Action], None]) -> None:
        super().__init__()
        self._mend = mend
        self._step: Step | None = None
        self.badge = StepBadge(mark)
        self.text = _wrapped()
        self.text.setTextFormat(Qt.TextFormat.RichText)
        self.command = _wrapped()
        self.command.setTextFormat(Qt.TextFormat.PlainText)
        self.command.setProperty("role", "command")
        self.copy = CopyButton("Copy")
        self.command.hide()
        self.copy.hide()
        self.buttons: dict[Action, QPushButton] = {}
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, 3, 0, 0)
        self._column.setSpacing(6)
        self._column.addWidget(self.text)
        self._column.addWidget(self.command)
        self._column.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignLeft)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(10)
        across.addWidget(self.badge, 0, Qt.AlignmentFlag.AlignTop)
        across.addLayout(self._column, 1)

    def show_step(self, step: Step) -> None:
        """Show where it stands."""
        if step == self._step:
            return
        self._step = step
        self.badge.show_done(step.done)
        self.text.setText(markup(step.text))
        self.text.setAccessibleName(step.text)
        self.command.setText(breakable("\n".join(step.commands)))
        self.command.setAccessibleName(step.command)
        self.command.setVisible(bool(step.commands))
        self.copy.set_copied_text(step.command)
        self.copy.setAccessibleName(f"Copy {step.command}")
        self.copy.setVisible(bool(step.commands))
        for remedy in step.remedies:
            self._button(remedy)
        for remedy, button in self.buttons.items():
            button.setVisible(remedy in step.remedies)

    def _button(self, remedy: Action) -> QPushButton:
        if remedy not in self.buttons:
            button = QPushButton(WORDS[remedy])
            button.clicked.connect(lambda: self._mend(remedy))
            self._column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            # It came last, and would be reached last.
            QWidget.setTabOrder(next(reversed(self.buttons.values()), self.copy), button)
            self.buttons[remedy] = button
        return self.buttons[remedy]


class StepCard(QFrame):
    """A heading and the rows below it."""

    def __init__(self, title: str, *rows: QWidget) -> None:
        super().__init__()
        self.setObjectName("step")
        heading = QLabel(title)
        heading.setProperty("role", "heading")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(10)
        column.addWidget(heading)
        for row in rows:
            column.addWidget(row)


def _wrapped() -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    # However long a word, the panel keeps its width.
    label.setMinimumWidth(_NARROWEST)
    return label
