"""How fast it runs and on what, below the preview."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.gui.course import Figures
from app.gui.elided import ElidedLabel
from app.gui.graph import Graph
from app.gui.view_state import ViewState


class Meter(QWidget):
    """Figures in words, the graph of the last minute and a badge; a tooltip tells the rest."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = ElidedLabel("", "muted")
        self.words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.graph = Graph()
        self.badge = ElidedLabel("", "badge")
        self.badge.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.badge.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        # Lower, and the style sheet's corners would be no longer round.
        self.badge.setMinimumHeight(18)
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self.graph, 1)
        below.addWidget(self.badge)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.words)
        column.addLayout(below)

    @Slot(object)
    def add(self, figures: Figures) -> None:
        """Take what was measured just now."""
        self.graph.add(figures)

    def show_view(self, view: ViewState) -> None:
        """Show how it runs."""
        self.words.setText(view.readout)
        self.badge.setText(view.badge)
        self.badge.setVisible(bool(view.badge))
        self.setToolTip(view.details)
        self.setAccessibleDescription(view.details)
