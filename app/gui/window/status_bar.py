"""The two lines below the preview: what it shows on the left, how fast it runs and on what on the right."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.gui.session.performance import Figures
from app.gui.session.view_state import ViewState
from app.gui.theme.style import RING
from app.gui.widgets.elided import ElidedLabel
from app.gui.widgets.labels import row_of
from app.gui.window.graph import PerformanceGraph


class StatusBar(QWidget):
    """Figures in words, the graph of the last minute and a badge; a tooltip tells the rest.

    Where room is scarce, what stands left of the graph gives way first, and the badge never does.

    Args:
        above: what stands left of the words, with room for a focus ring of its own.
        below: what stands left of the graph.
    """

    def __init__(self, above: Sequence[QWidget], below: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = ElidedLabel("", "muted")
        self.words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.graph = PerformanceGraph()
        self.badge = ElidedLabel("", "badge")
        self.badge.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.badge.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        # Lower, and the style sheet's corners would be no longer round.
        self.badge.setMinimumHeight(18)
        first = row_of(*above, self.words)
        first.setStretchFactor(self.words, 1)
        first.setContentsMargins(0, 0, RING, 0)
        second = row_of(below, self.graph, self.badge, inset=RING)
        second.setStretchFactor(below, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(first)
        column.addLayout(second)

    @Slot(object)
    def add(self, figures: Figures) -> None:
        """Take what was measured just now."""
        self.graph.add(figures)

    def show_view(self, view: ViewState) -> None:
        """Show how it runs."""
        self.words.setText(view.readout)
        self.badge.setText(view.badge)
        self.badge.setVisible(bool(view.badge))
        for part in (self.words, self.graph, self.badge):
            part.setToolTip(view.details)
        self.words.setAccessibleDescription(view.details)
