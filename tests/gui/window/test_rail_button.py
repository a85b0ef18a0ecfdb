"""The buttons that open the pages are as narrow in every language, and keep their labels readable."""

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from app.gui.theme.icons import Glyph, glyph_icon
from app.gui.theme.style import apply_style
from app.gui.window.rail_button import RailButton


@pytest.fixture
def button(qapp: QApplication, qtbot: QtBot) -> RailButton:
    """A button of the rail without a label."""
    apply_style(qapp)
    made = RailButton()
    qtbot.addWidget(made)
    made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
    made.setIconSize(QSize(22, 22))
    made.setIcon(glyph_icon(Glyph.GEAR, QSize(22, 22)))
    return made


def show(button: RailButton, text: str) -> None:
    button.setText(text)
    button.show()
    button.resize(button.sizeHint())


@pytest.mark.parametrize("text", ["Setup", "Willkommen", "Aufnehmen", "Configuración"])
def test_a_label_is_complete(button: RailButton, text: str) -> None:
    show(button, text)
    assert button.shown_text == text
    assert button.width() <= 100


def test_a_very_long_label_is_shortened_and_has_a_tooltip(button: RailButton, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Configuraciones generales"
    show(button, text)
    assert button.width() == 100
    assert button.shown_text.endswith("…")
    assert button.text() == text
    tips: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda _position, shown, _widget: tips.append(shown))
    QApplication.sendEvent(button, QHelpEvent(QHelpEvent.Type.ToolTip, QPoint(9, 9), QPoint(9, 9)))
    assert tips == [text]


def test_the_painted_label_stays_inside(button: RailButton) -> None:
    show(button, "Configuración")
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    image = button.grab().toImage()
    ground = image.pixelColor(1, image.height() // 2)
    label = range(image.height() * 3 // 5, image.height())
    assert any(image.pixelColor(x, y) != ground for x in range(image.width()) for y in label)
    assert all(image.pixelColor(x, y) == ground for x in (0, 1, 2, image.width() - 1) for y in label)
