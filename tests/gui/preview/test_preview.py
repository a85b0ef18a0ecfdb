"""The picture keeps its shape at any size, and the mirror turns it round."""

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage, QPixmap
from pytestqt.qtbot import QtBot

from app.core.types import Rgb
from app.gui.imaging.qimage import Scaler
from app.gui.preview.preview import Preview
from app.gui.preview.tool import fitted
from app.gui.theme.palette import colours

RED, GREEN, BLUE = QColor(255, 0, 0), QColor(0, 255, 0), QColor(0, 0, 255)


def red_and_blue() -> Rgb:
    """Return a picture that is red on the left and blue on the right."""
    rgb = np.zeros((90, 160, 3), np.uint8)
    rgb[:, :80, 0] = 255
    rgb[:, 80:, 2] = 255
    return rgb


def pixels(image: QImage) -> Rgb:
    """Return an image as RGB uint8 (H, W, 3)."""
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    shape = (image.height(), image.width(), 3)
    return np.ndarray(shape, np.uint8, image.constBits(), strides=(image.bytesPerLine(), 3, 1)).copy()


def rgb_of(colour: QColor) -> tuple[int, int, int]:
    """Return its three parts."""
    return colour.red(), colour.green(), colour.blue()


def open_preview(qtbot: QtBot, size: QSize, mirrored: bool, is_slate: bool = False) -> QImage:
    """Return what a preview of `size` looks like."""
    preview = Preview(mirrored)
    qtbot.addWidget(preview)
    preview.resize(size)
    preview.show_picture(red_and_blue(), is_slate)
    return preview.grab().toImage()


@pytest.mark.parametrize("size", [QSize(640, 360), QSize(900, 360), QSize(400, 700), QSize(333, 187)])
def test_the_aspect_ratio_is_kept(size: QSize) -> None:
    target = fitted(QSize(1280, 720), size)
    assert target.width() / target.height() == pytest.approx(16 / 9)
    assert target.width() == pytest.approx(size.width()) or target.height() == pytest.approx(size.height())
    assert target.center().x() == pytest.approx(size.width() / 2)
    assert target.center().y() == pytest.approx(size.height() / 2)


def test_the_picture_fills_exactly_its_area(qtbot: QtBot) -> None:
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


def test_a_mirrored_preview_swaps_left_and_right(qtbot: QtBot) -> None:
    image = open_preview(qtbot, QSize(640, 360), mirrored=True)
    assert image.pixelColor(100, 180) == BLUE
    assert image.pixelColor(540, 180) == RED


def test_a_slate_is_never_mirrored(qtbot: QtBot) -> None:
    image = open_preview(qtbot, QSize(640, 360), mirrored=True, is_slate=True)
    assert image.pixelColor(100, 180) == RED


def test_before_the_first_picture_an_empty_card_is_shown(qtbot: QtBot) -> None:
    preview = Preview(mirrored=True)
    qtbot.addWidget(preview)
    preview.resize(640, 360)
    assert preview.grab().toImage().pixelColor(320, 180).isValid()


def render(preview: Preview, ratio: float) -> QImage:
    """Return what a screen of so many pixels to a point shows."""
    pixmap = QPixmap(preview.size() * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(GREEN)
    preview.render(pixmap)
    return pixmap.toImage()


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_the_picture_is_aligned_to_screen_pixels(qtbot: QtBot, ratio: float, mirrored: bool) -> None:
    noise = np.random.default_rng(7).integers(0, 256, (180, 320, 3), np.uint8)
    preview = Preview(mirrored)
    qtbot.addWidget(preview)
    preview.setMinimumSize(1, 1)
    preview.resize(round(320 / ratio), round(180 / ratio))
    preview.show_picture(noise, False)
    shown = pixels(render(preview, ratio))
    expected = noise[:, ::-1] if mirrored else noise
    assert shown.shape == noise.shape
    inside = slice(40, -40)
    assert np.array_equal(shown[inside], expected[inside])
    assert np.array_equal(shown[:, inside], expected[:, inside])


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("size", [QSize(333, 187), QSize(961, 541), QSize(500, 701), QSize(1279, 401)])
@pytest.mark.parametrize("ratio", [1.0, 1.25, 2.0])
def test_odd_sizes_leave_no_gap(qtbot: QtBot, size: QSize, ratio: float, mirrored: bool) -> None:
    preview = Preview(mirrored)
    qtbot.addWidget(preview)
    preview.resize(size)
    preview.show_picture(red_and_blue(), False)
    shown = pixels(render(preview, ratio))
    background = rgb_of(QColor(colours().background))
    assert not (shown == rgb_of(GREEN)).all(axis=2).any()
    left, right = ((0, 0, 255), (255, 0, 0)) if mirrored else ((255, 0, 0), (0, 0, 255))
    row = shown[shown.shape[0] // 2]
    outside = (row == background).all(axis=1)
    width = preview.viewport.area.width() * ratio
    assert np.count_nonzero(~outside) == pytest.approx(width, abs=1)
    inside = row[~outside]
    assert tuple(inside[0]) == left
    assert tuple(inside[-1]) == right


def test_all_four_corners_are_round_and_the_background_shows(qtbot: QtBot) -> None:
    shown = pixels(open_preview(qtbot, QSize(640, 480), mirrored=False))
    background = rgb_of(QColor(colours().background))
    for y, x in ((60, 0), (60, 639), (419, 0), (419, 639)):
        assert tuple(shown[y, x]) == background
        assert tuple(shown[240, x]) != background
    for y, x in ((60, 20), (60, 619), (419, 20), (419, 619)):
        assert tuple(shown[y, x]) in ((255, 0, 0), (0, 0, 255))


def test_repainting_does_not_scale_again(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    scaled = []

    class Counted(Scaler):
        """Counts."""

        def scaled(self, rgb: Rgb, size: QSize, mirrored: bool) -> QImage:
            """Count and scale."""
            scaled.append(size)
            return super().scaled(rgb, size, mirrored)

    monkeypatch.setattr("app.gui.preview.preview.Scaler", Counted)
    preview = Preview(mirrored=False)
    qtbot.addWidget(preview)
    preview.resize(640, 360)
    for _ in range(3):
        preview.show_picture(red_and_blue(), False)
    assert not scaled
    preview.grab()
    preview.grab()
    assert len(scaled) == 1
    preview.set_mirrored(True)
    assert preview.grab().toImage().pixelColor(100, 180) == BLUE
