"""The cards of the pages Welcome and About, and the rows of steps in them."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QAccessible, QColor, QPainter, QPolygonF
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.gui.session.problems import Action, label_of
from app.gui.setup.advice_view import AdviceView, wrapped_label
from app.gui.setup.welcome_steps import WelcomeStep
from app.gui.text import markup
from app.gui.theme.palette import colours
from app.gui.theme.style import round_pen, scaled
from app.gui.widgets.accessible import set_role
from app.gui.widgets.buttons import CopyButton
from app.gui.widgets.focus import set_tab_order
from app.gui.widgets.painted import Painted
from app.language import _

_BADGE = 24


class StepBadge(Painted, QWidget):
    """A number or letter in a circle, replaced by a tick when the step is done."""

    def __init__(self, mark: str) -> None:
        super().__init__()
        self._mark = mark
        self._done = False
        self._fit()
        set_role(self, QAccessible.Role.Graphic)
        self.show_done(False)

    @property
    def done(self) -> bool:
        """Whether it shows the tick."""
        return self._done

    def show_done(self, done: bool) -> None:
        """Show the tick, or the number or letter."""
        self._done = done
        state = _("done") if done else _("to do")
        self.setAccessibleName(f"{self._mark}, {state}")
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of the text."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self._fit()

    def _fit(self) -> None:
        self.setFixedSize(scaled(_BADGE), scaled(_BADGE))

    def paint(self, painter: QPainter) -> None:
        """Paint circle and mark."""
        palette = colours()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(palette.accent if self._done else palette.raised))
        circle = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawEllipse(circle)
        if self._done:
            painter.setPen(round_pen(palette.on_accent, 2.2))
            centre = circle.center()
            tick = [QPointF(-4.5, 0.5), QPointF(-1.2, 3.8), QPointF(4.8, -3.4)]
            painter.drawPolyline(QPolygonF([centre + point for point in tick]))
        else:
            painter.setPen(QColor(palette.text))
            painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, self._mark)


class StepRow(QWidget):
    """One step: its badge, the instruction, commands to copy, and buttons for actions.

    Args:
        mark: number or letter in the badge.
        act: takes the `Action` whose button was pressed.
    """

    def __init__(self, mark: str, act: Callable[[Action], None]) -> None:
        super().__init__()
        self._act = act
        self._step: WelcomeStep | None = None
        self.badge = StepBadge(mark)
        self.text = wrapped_label()
        self.advice = AdviceView(joined=True)
        self.buttons: dict[Action, QPushButton] = {}
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, 3, 0, 0)
        self._column.setSpacing(6)
        self._column.addWidget(self.text)
        self._column.addWidget(self.advice)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(10)
        across.addWidget(self.badge, 0, Qt.AlignmentFlag.AlignTop)
        across.addLayout(self._column, 1)

    @property
    def copy(self) -> CopyButton:
        """The button that copies the first commands; out of sight if there are none."""
        return self.advice.copy

    def show_step(self, step: WelcomeStep) -> None:
        """Show a step."""
        if step == self._step:
            return
        self._step = step
        self.badge.show_done(step.done)
        self.text.setText(markup(step.text))
        self.text.setAccessibleName(step.text)
        self.advice.show_steps(step.steps)
        for action in step.actions:
            self._add_button(action)
        for action, button in self.buttons.items():
            button.setVisible(action in step.actions)

    def _add_button(self, action: Action) -> None:
        if action not in self.buttons:
            button = QPushButton(label_of(action))
            button.clicked.connect(lambda: self._act(action))
            self._column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            # By default a new widget comes last in the tab order.
            set_tab_order(next(reversed(self.buttons.values()), self.advice.last_stop), button)
            self.buttons[action] = button


class StepCard(QFrame):
    """A heading with widgets below it."""

    def __init__(self, title: str, *rows: QWidget) -> None:
        super().__init__()
        self.setObjectName("step")
        heading = QLabel(title)
        heading.setProperty("role", "heading")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 10)
        column.setSpacing(6)
        column.addWidget(heading)
        for row in rows:
            column.addWidget(row)
