"""Helpers for tests of the page Fix."""

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.core.corrections.brush import Mark
from app.gui.fix.page import FixPage
from app.gui.preview.tool import Spot
from app.gui.window.main_window import MainWindow
from tests.gui.conftest import click, corner, press
from tests.gui.fakes import FakeServices

RED, GREY = (200, 0, 0), (128, 128, 128)
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
# On the person, and on the background in the corner that `corner` reads.
ON_PERSON, IN_CORNER = Spot(0.2, 0.9), Spot(0.95, 0.07)


def fix_page(window: MainWindow) -> FixPage:
    """Open the page with a click and return it."""
    if window.side.current != "Fix":
        click(window.side.button("Fix"))
    (page,) = window.findChildren(FixPage)
    assert page.isVisible()
    return page


def paint(window: MainWindow, *spots: Spot, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
    """Paint with the mouse from spot to spot."""
    preview = window.preview
    points: list[QPoint] = [preview.viewport.point(spot).toPoint() for spot in spots]
    QTest.mousePress(preview, button, pos=points[0])
    for point in points[1:]:
        QTest.mouseMove(preview, point)
    QTest.mouseRelease(preview, button, pos=points[-1])


def steer(window: MainWindow, right: int, up: int) -> None:
    """Move the brush with the arrow keys, in long steps, to the right as others see it."""
    across = Qt.Key.Key_Left if window.preview.viewport.mirrored else Qt.Key.Key_Right
    for key in [across] * right + [Qt.Key.Key_Up] * up:
        press(window.preview, key, SHIFT)


def start_stroke(page: FixPage, window: MainWindow) -> None:
    """Start a stroke in the corner by keyboard, without ending it."""
    click(page.brush.brushes[Mark.ALWAYS])
    steer(window, 9, 9)
    press(window.preview, Qt.Key.Key_Space)


def corner_is(services: FakeServices, colour: tuple[int, int, int]) -> bool:
    """Say whether others see this colour in the corner."""
    return is_near(corner(services), colour)


def is_near(found: tuple[int, ...], colour: tuple[int, int, int]) -> bool:
    """Say whether two colours differ by 2 levels at most."""
    return bool(np.abs(np.subtract(found, colour)).max() <= 2)
