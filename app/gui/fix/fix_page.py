"""The page "Fix": putting right what the model gets wrong."""

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.gui.fix.brush_card import BrushCard
from app.gui.fix.page import RoomCard
from app.gui.preview.preview import Preview
from app.gui.session.session import Session


class FixPage(QWidget):
    """Two ways: learning the empty room, and painting over the preview."""

    def __init__(self, session: Session, preview: Preview, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.room = RoomCard(session, preview)
        self.brush = BrushCard(session, preview)
        line = QFrame()
        line.setObjectName("line")
        line.setFixedHeight(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 6, 14, 14)
        column.setSpacing(18)
        column.addWidget(self.room)
        column.addWidget(line)
        column.addWidget(self.brush)
        column.addStretch()
