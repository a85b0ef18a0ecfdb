"""Cards of the doctor's findings: state, title, sentence, and commands to copy."""

from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QAccessible, QColor, QPainter, QPolygonF
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.findings.model import Finding, Level, by_severity, title_of
from app.gui.setup.advice_view import AdviceView
from app.gui.text import breakable
from app.gui.theme.palette import colours
from app.gui.theme.style import round_pen
from app.gui.widgets.accessible import set_role
from app.gui.widgets.focus import set_tab_order
from app.gui.widgets.labels import label, note, row_of
from app.gui.widgets.painted import Painted
from app.language import N_, _, ngettext

_WORDS = {Level.PROBLEM: N_("Problem"), Level.WARNING: N_("Warning"), Level.NOTE: N_("Note"), Level.OK: N_("OK")}
_ICON = QSize(18, 18)


class StateIcon(Painted, QWidget):
    """The sign of a level, by shape as well as by colour: a cross, a triangle, a letter or a tick."""

    def __init__(self, level: Level) -> None:
        super().__init__()
        self._level = level
        self.setFixedSize(_ICON)
        set_role(self, QAccessible.Role.Graphic)
        self.setAccessibleName(_(_WORDS[level]))

    def paint(self, painter: QPainter) -> None:
        """Paint the shape and the sign in it."""
        palette = colours()
        fill = {Level.PROBLEM: palette.error, Level.WARNING: palette.warning, Level.OK: palette.accent}
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        centre = area.center()
        painter.setPen(round_pen(fill.get(self._level, palette.line), 1))
        painter.setBrush(QColor(fill.get(self._level, palette.line)))
        if self._level is Level.WARNING:
            painter.drawPolygon(QPolygonF([QPointF(centre.x(), 1.5), area.bottomRight(), area.bottomLeft()]))
        else:
            painter.drawEllipse(area)
        painter.setPen(round_pen(palette.text if self._level is Level.NOTE else palette.background, 2))
        for stroke in _STROKES[self._level]:
            painter.drawPolyline(QPolygonF([centre + QPointF(*point) for point in stroke]))


_STROKES: dict[Level, tuple[tuple[tuple[float, float], ...], ...]] = {
    Level.PROBLEM: (((-3, -3), (3, 3)), ((-3, 3), (3, -3))),
    Level.WARNING: (((0, -2), (0, 2)), ((0, 5), (0, 5.1))),
    Level.NOTE: (((0, -0.5), (0, 4)), ((0, -4), (0, -4.1))),
    Level.OK: (((-4, 0.5), (-1, 3.2), (4, -3)),),
}


class FindingCard(QFrame):
    """One finding that is not just fine."""

    def __init__(self, finding: Finding) -> None:
        super().__init__()
        self.finding = finding
        self.setObjectName("finding")
        self.setProperty("level", finding.level.value)
        self.setAccessibleName(f"{_(_WORDS[finding.level])}: {finding.what}")
        self.state = label(_(_WORDS[finding.level]), finding.level.value)
        self.title = note(_shown(finding.what), "finding")
        self.advice = AdviceView(finding.fix)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(8)
        area = label(title_of(finding.check), "muted")
        column.addLayout(row_of(StateIcon(finding.level), self.state, None, area, spacing=6))
        column.addWidget(self.title)
        if finding.why:
            column.addWidget(note(_shown(finding.why).replace("`", "")))
        column.addWidget(self.advice)


class FindingList(QWidget):
    """Cards of findings, problems first; those that are fine are folded into one line.

    Args:
        before: the widget before the cards in the tab order.
    """

    def __init__(self, before: QWidget) -> None:
        super().__init__()
        self._before = before
        self.findings: list[Finding] = []
        self.cards: list[FindingCard] = []
        self.unfold = QPushButton()
        self.unfold.setProperty("role", "quiet")
        self.unfold.setCheckable(True)
        self.unfold.toggled.connect(self._show_fine)
        self.fine = QFrame()
        self.fine.setObjectName("finding")
        self._rows = QVBoxLayout(self.fine)
        self._rows.setContentsMargins(12, 10, 12, 12)
        self._rows.setSpacing(8)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(10)
        self._column.addWidget(self.unfold, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addWidget(self.fine)
        self.clear()

    def clear(self) -> None:
        """Remove all findings."""
        self.findings.clear()
        self.cards.clear()
        for layout, kept in ((self._rows, 0), (self._column, 2)):
            while layout.count() > kept:
                if (item := layout.takeAt(0)) is not None and (widget := item.widget()) is not None:
                    widget.hide()
                    widget.deleteLater()
        self.unfold.setChecked(False)
        for widget in (self, self.unfold, self.fine):
            widget.hide()

    def add(self, finding: Finding) -> None:
        """Add a finding at its place."""
        self.findings.append(finding)
        self.show()
        if finding.level is Level.OK:
            self._add_fine(finding)
            return
        card = FindingCard(finding)
        order = by_severity([*(other.finding for other in self.cards), finding])
        place = max(index for index, other in enumerate(order) if other is finding)
        self._column.insertWidget(place, card)
        self.cards.insert(place, card)
        self._order_tabs()

    def count(self, level: Level) -> int:
        """Return the number of findings of a level."""
        return sum(finding.level is level for finding in self.findings)

    def _add_fine(self, finding: Finding) -> None:
        row = QWidget()
        across = QHBoxLayout(row)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(8)
        across.addWidget(StateIcon(finding.level), 0, Qt.AlignmentFlag.AlignTop)
        across.addWidget(note(f"{title_of(finding.check)}: {_shown(finding.what)}"), 1)
        self._rows.addWidget(row)
        self.unfold.show()
        self._show_fine()

    @Slot()
    def _show_fine(self) -> None:
        """Show or hide the findings that are fine, and say so on the button."""
        unfolded = self.unfold.isChecked()
        count = self.count(Level.OK)
        checks = ngettext("{count} check is fine", "{count} checks are fine", count).format(count=count)
        self.unfold.setText(f"{'▾' if unfolded else '▸'}  {checks}")
        state = _("shown") if unfolded else _("hidden")
        self.unfold.setAccessibleName(f"{checks}, {state}")
        self.fine.setVisible(unfolded)

    def _order_tabs(self) -> None:
        """Let Tab go through the cards from top to bottom."""
        stops = [stop for card in self.cards for block in card.advice.blocks for stop in (block.text, block.copy)]
        set_tab_order(self._before, *stops, self.unfold)


def _shown(text: str) -> str:
    """Return a text that wraps, with "~" for the home folder."""
    return breakable(text.replace(str(Path.home()), "~"))
