"""Thumbnails of backgrounds. They are painted on QImage alone, so that any thread may do it."""

from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QConicalGradient, QImage, QLinearGradient, QPainter, QPainterPath, QPen

from app.backgrounds.spec import (
    BlurSpec,
    ColourSpec,
    FileSpec,
    PathSpec,
    RoomSpec,
    SlideshowSpec,
    Spec,
    TransparentSpec,
)
from app.core.compositing.backgrounds import cover
from app.core.types import Blur, Rgb, Size
from app.devices.media.pictures import pictures_in, read_picture
from app.devices.media.video_background import first_pictures, is_moving
from app.gui.imaging.qimage import image_of

# Twice the size of a tile, for high-density screens.
SIZE = QSize(264, 148)
_COVERING = Size(SIZE.width(), SIZE.height())
_WALL, _FLOOR, _LAMP, _PLANT, _PERSON = "#7d8fa9", "#4b586d", "#ffd89a", "#5fa08a", "#1b2330"
_EYE, _EYE_GROUND = "#ffc46b", "#3a2f17"


class Badge(Enum):
    """Marks the thumbnail of a video or a folder."""

    NONE = "none"
    FILM = "film"
    FOLDER = "folder"


def thumbnail(spec: Spec) -> QImage:
    """Return the picture of a background, of `SIZE`.

    Raises:
        ConfigError: a file or folder cannot be read.
    """
    return PAINTERS[type(spec)](spec)


def first_picture(path: Path, covering: Size) -> Rgb:
    """Return the first picture of a picture, video or folder, RGB uint8 (H, W, 3).

    Args:
        path: of the file or folder.
        covering: a size; a much larger JPEG may be returned smaller, but still covering it, which saves time.

    Raises:
        ConfigError: it cannot be read.
    """
    if is_moving(path):
        return first_pictures(path, 1)[0]
    if path.is_dir():
        path = next(iter(pictures_in(path)), path)
    return read_picture(path, covering)


def badge(path: Path | None) -> Badge:
    """Return the badge of a background's file or folder; may look at the disk."""
    if path is None:
        return Badge.NONE
    if is_moving(path):
        return Badge.FILM
    return Badge.FOLDER if path.is_dir() else Badge.NONE


def rainbow() -> QImage:
    """Return all hues around a circle, of `SIZE`."""
    image = QImage(SIZE, QImage.Format.Format_RGB32)
    hues = QConicalGradient(SIZE.width() / 2, SIZE.height() / 2, 90)
    for step in range(7):
        hues.setColorAt(step / 6, QColor.fromHsvF(step % 6 / 6, 0.62, 0.86))
    painter = QPainter(image)
    painter.fillRect(image.rect(), hues)
    painter.end()
    return image


def _room(spec: RoomSpec) -> QImage:
    """Return an open eye, unlike the picture of a background."""
    image = QImage(SIZE, QImage.Format.Format_RGB32)
    image.fill(QColor(_EYE_GROUND))
    middle = QRectF(image.rect()).center()
    lids = QPainterPath(middle - QPointF(56, 0))
    lids.quadTo(middle - QPointF(0, 68), middle + QPointF(56, 0))
    lids.quadTo(middle + QPointF(0, 68), middle - QPointF(56, 0))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(_EYE), 7))
    painter.drawPath(lids)
    painter.setBrush(QColor(_EYE))
    painter.drawEllipse(middle, 13, 13)
    painter.end()
    return image


def _blur(spec: BlurSpec) -> QImage:
    return _scene(max(4, round(0.4 * min(60, spec.strength or Blur.strength))))


def _colour(spec: ColourSpec) -> QImage:
    image = QImage(SIZE, QImage.Format.Format_RGB32)
    image.fill(QColor(spec.word))
    return image


def _chequers(spec: TransparentSpec) -> QImage:
    small = QImage(SIZE / 16, QImage.Format.Format_RGB32)
    for y in range(small.height()):
        for x in range(small.width()):
            small.setPixelColor(x, y, QColor("#ffffff" if (x + y) % 2 else "#c8ccd2"))
    return small.scaled(SIZE)


def _file(spec: PathSpec) -> QImage:
    return image_of(cover(first_picture(spec.path, _COVERING), _COVERING))


# One row for each kind of background.
PAINTERS: dict[type[Spec], Callable[[Any], QImage]] = {
    RoomSpec: _room,
    TransparentSpec: _chequers,
    BlurSpec: _blur,
    ColourSpec: _colour,
    SlideshowSpec: _file,
    FileSpec: _file,
}


def _scene(shrink: int) -> QImage:
    """Return a person in a room, whose pixels are `shrink` times as large as the image's."""
    small = QImage(SIZE / shrink, QImage.Format.Format_RGB32)
    painter = QPainter(small)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(small.width() / 264, small.height() / 148)
    _paint_room(painter)
    painter.end()
    image = small.scaled(SIZE, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    person = QPainterPath()
    person.addEllipse(QRectF(107, 38, 50, 54))
    person.addRoundedRect(QRectF(78, 98, 108, 90), 44, 44)
    painter.fillPath(person, QColor(_PERSON))
    painter.end()
    return image


def _paint_room(painter: QPainter) -> None:
    wall = QLinearGradient(0, 0, 0, 148)
    wall.setColorAt(0, QColor(_WALL))
    wall.setColorAt(1, QColor(_FLOOR))
    painter.fillRect(QRectF(0, 0, 264, 148), wall)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#dfeaf5"))
    painter.drawRect(QRectF(24, 16, 60, 64))
    painter.setBrush(QColor(_LAMP))
    painter.drawEllipse(QRectF(192, 16, 40, 40))
    painter.setBrush(QColor(_PLANT))
    painter.drawEllipse(QRectF(204, 84, 52, 64))
