"""The picture keeps its shape at any size, and the mirror turns it round."""

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from app.gui.images import image_of
from app.gui.preview import Preview
from app.gui.viewport import fitted

RED, BLUE = QColor(255, 0, 0), QColor(0, 0, 255)


def red_and_blue() -> QImage:
    """Return a picture that is red on the left and blue on the right."""
    rgb = np.zeros((90, 160, 3), np.uint8)
    rgb[:, :80, 0] = 255
    rgb[:, 80:, 2] = 255
    return image_of(rgb)


def open_preview(qtbot: QtBot, size: QSize, mirrored: bool, is_slate: bool = False) -> QImage:
    """Return what a preview of `size` looks like."""
    preview = Preview(mirrored)
    qtbot.addWidget(preview)
    preview.resize(size)
    preview.show_picture(red_and_blue(), is_slate)
    return preview.grab().toImage()


@pytest.mark.parametrize("size", [QSize(640, 360), QSize(900, 360), QSize(400, 700), QSize(333, 187)])
def test_the_shape_is_kept(size: QSize) -> None:
    target = fitted(QSize(1280, 720), size)
    assert target.width() / target.height() == pytest.approx(16 / 9)
    assert target.width() == pytest.approx(size.width()) or target.height() == pytest.approx(size.height())
    assert target.center().x() == pytest.approx(size.width() / 2)
    assert target.center().y() == pytest.approx(size.height() / 2)


def test_the_picture_fills_its_place_and_no_more(qtbot: QtBot) -> None:
    image = open_preview(qtbot, QSize(640, 480), mirrored=False)
    # 640 x 360 in the middle of 480.
    assert image.pixelColor(100, 240) == RED
    assert image.pixelColor(540, 240) == BLUE
    assert image.pixelColor(100, 70) == RED
    assert image.pixelColor(100, 50) not in (RED, BLUE)


def test_corners_are_round(qtbot: QtBot) -> None:
    image = open_preview(qtbot, QSize(640, 360), mirrored=False)
    assert image.pixelColor(0, 0) != RED
    assert image.pixelColor(20, 20) == RED


def test_mirrored_is_the_other_way_round(qtbot: QtBot) -> None:
    image = open_preview(qtbot, QSize(640, 360), mirrored=True)
    assert image.pixelColor(100, 180) == BLUE
    assert image.pixelColor(540, 180) == RED


def test_a_slate_is_readable_in_the_mirror(qtbot: QtBot) -> None:
    image = open_preview(qtbot, QSize(640, 360), mirrored=True, is_slate=True)
    assert image.pixelColor(100, 180) == RED


def test_before_the_first_picture_there_is_a_card(qtbot: QtBot) -> None:
    preview = Preview(mirrored=True)
    qtbot.addWidget(preview)
    preview.resize(640, 360)
    assert preview.grab().toImage().pixelColor(320, 180).isValid()


def test_the_image_outlives_the_array_and_keeps_its_stride() -> None:
    wide = np.zeros((4, 10, 3), np.uint8)
    # 7 pixels are 21 bytes: a stride that Qt would guess wrong.
    part = np.ascontiguousarray(wide[:, :7])
    part[:, 6] = (1, 2, 3)
    part.flags.writeable = False
    image = image_of(part)
    del part
    assert image.size() == QSize(7, 4)
    assert image.pixelColor(6, 3) == QColor(1, 2, 3)
