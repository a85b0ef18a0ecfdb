"""Small pictures of backgrounds. Only QImage is used here, so that a thread may draw them."""

from enum import Enum

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QConicalGradient, QImage, QLinearGradient, QPainter, QPainterPath

from app.backgrounds.catalogue import CatalogueEntry, Kind
from app.core.compositing.backgrounds import cover
from app.core.types import Size
from app.devices.media.pictures import pictures_in, read_picture
from app.devices.media.video_background import first_pictures, is_moving
from app.gui.imaging.qimage import image_of

# Twice the size of a tile, for screens with small pixels.
SIZE = QSize(264, 148)
_COVERING = Size(SIZE.width(), SIZE.height())
_STRONGEST = 12
_WALL, _FLOOR, _LAMP, _PLANT, _PERSON = "#7d8fa9", "#4b586d", "#ffd89a", "#5fa08a", "#1b2330"


class Badge(Enum):
    """What a picture stands for, where it is not itself."""

    NONE = "none"
    FILM = "film"
    FOLDER = "folder"


def thumbnail(choice: CatalogueEntry) -> QImage:
    """Return a picture of `SIZE`.

    Raises:
        ConfigError: a file or folder cannot be read.
    """
    if choice.kind is Kind.ROOM:
        return _scene(1)
    if choice.kind is Kind.BLUR:
        return _scene(max(4, round(_STRONGEST * _strength(choice.key) / 30)))
    if choice.kind is Kind.COLOUR:
        image = QImage(SIZE, QImage.Format.Format_RGB32)
        image.fill(QColor(choice.key))
        return image
    path = choice.path
    if path is not None and is_moving(path):
        return image_of(cover(first_pictures(path, 1)[0], _COVERING))
    if path is not None and path.is_dir():
        path = next(iter(pictures_in(path)), path)
    return QImage() if path is None else image_of(cover(read_picture(path, _COVERING), _COVERING))


def _strength(key: str) -> int:
    digits = key.partition(":")[2]
    return min(60, int(digits)) if digits.isdecimal() else 50


def badge(choice: CatalogueEntry) -> Badge:
    """Return what a choice is marked as; a folder is looked for where there is no other sign of one."""
    if choice.path is None:
        return Badge.NONE
    if is_moving(choice.path):
        return Badge.FILM
    return Badge.FOLDER if choice.path.is_dir() else Badge.NONE


def rainbow() -> QImage:
    """Return all hues around a circle."""
    image = QImage(SIZE, QImage.Format.Format_RGB32)
    hues = QConicalGradient(SIZE.width() / 2, SIZE.height() / 2, 90)
    for step in range(7):
        hues.setColorAt(step / 6, QColor.fromHsvF(step % 6 / 6, 0.62, 0.86))
    painter = QPainter(image)
    painter.fillRect(image.rect(), hues)
    painter.end()
    return image


def _scene(shrink: int) -> QImage:
    """Draw a person before a room; the more that is shrunk, the fewer pixels it is drawn with."""
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
