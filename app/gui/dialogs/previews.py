"""Small pictures of files and folders. They are painted on QImage alone, so that any thread may do it."""

import os
from contextlib import suppress
from itertools import islice
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPainterPath, QTransform

from app.core.values import Size
from app.devices.media.pictures import is_picture_name
from app.devices.media.video_background import is_moving
from app.gui.imaging.qimage import image_of
from app.gui.imaging.thumbnails import first_picture
from app.gui.theme.icons import Glyph, draw_glyph
from app.gui.theme.palette import colours

# Width and height of a preview, in points.
SIZE = QSize(136, 102)
_RADIUS = 6.0
_SIGN = 22.0
# The entries of a folder that are searched for a picture.
_ENTRIES = 500
# The pictures of a folder that are opened until one can be read.
_TRIES = 5


def file_preview(path: Path, ratio: float) -> QImage:
    """Return the complete first picture of a file, or a folder with its first readable picture; may take long.

    Args:
        path: of the file or folder.
        ratio: pixels per point.

    Raises:
        ConfigError: the file cannot be read.
    """
    if path.is_dir():
        return folder_preview(ratio, _picture_in(path, ratio))
    image = _image(path, ratio)
    canvas = _canvas(ratio)
    painter = _painter(canvas)
    fitted = QRectF(QPointF(), image.size().scaled(SIZE, Qt.AspectRatioMode.KeepAspectRatio).toSizeF())
    fitted.moveCenter(QRectF(QPointF(), SIZE.toSizeF()).center())
    _fill(painter, image, fitted)
    if is_moving(path):
        sign = QRectF(fitted.right() - _SIGN - 5, fitted.bottom() - _SIGN - 5, _SIGN, _SIGN)
        painter.setBrush(QColor(0, 0, 0, 150))
        painter.drawEllipse(sign)
        draw_glyph(painter, Glyph.PLAY, sign.adjusted(7, 6, -5, -6), "#ffffff")
    painter.end()
    return canvas


def folder_preview(ratio: float, picture: QImage | None = None) -> QImage:
    """Return a folder, with a picture on it unless that is None or empty."""
    canvas = _canvas(ratio)
    painter = _painter(canvas)
    card = QRectF(14, 20, SIZE.width() - 28, SIZE.height() - 28)
    flap = QPainterPath()
    flap.addRoundedRect(QRectF(card.left(), card.top() - 10, 44, 30), _RADIUS, _RADIUS)
    flap.addRoundedRect(card, _RADIUS, _RADIUS)
    flap.setFillRule(Qt.FillRule.WindingFill)
    painter.fillPath(flap, QColor(colours().line))
    if picture is not None and not picture.isNull():
        _fill(painter, picture, card.adjusted(5, 5, -5, -5))
    painter.end()
    return canvas


def sign_preview(glyph: Glyph, ratio: float) -> QImage:
    """Return a plain card with a glyph."""
    canvas = _canvas(ratio)
    painter = _painter(canvas)
    painter.setBrush(QColor(colours().raised))
    painter.drawRoundedRect(QRectF(14, 8, SIZE.width() - 28, SIZE.height() - 16), _RADIUS, _RADIUS)
    glyph_area = QRectF(0, 0, 30, 30)
    glyph_area.moveCenter(QRectF(QPointF(), SIZE.toSizeF()).center())
    draw_glyph(painter, glyph, glyph_area, colours().muted)
    painter.end()
    return canvas


def _image(path: Path, ratio: float) -> QImage:
    """Return the first picture, shrunk to about the size of a preview."""
    pixels = SIZE * ratio
    image = image_of(first_picture(path, Size(pixels.width(), pixels.height())))
    if image.width() <= pixels.width() and image.height() <= pixels.height():
        return image
    fitting = Qt.AspectRatioMode.KeepAspectRatio
    return image.scaled(pixels, fitting, Qt.TransformationMode.SmoothTransformation)


def _picture_in(folder: Path, ratio: float) -> QImage | None:
    """Return the first readable picture among the first entries of a folder; None if there is none."""
    try:
        with os.scandir(folder) as entries:
            paths = [Path(entry.path) for entry in islice(entries, _ENTRIES) if not entry.name.startswith(".")]
    except OSError:
        return None
    for path in sorted(path for path in paths if is_picture_name(path))[:_TRIES]:
        # Decoders of damaged files raise all kinds of errors.
        with suppress(Exception):
            return _image(path, ratio)
    return None


def _canvas(ratio: float) -> QImage:
    canvas = QImage(SIZE * ratio, QImage.Format.Format_ARGB32_Premultiplied)
    canvas.setDevicePixelRatio(ratio)
    canvas.fill(Qt.GlobalColor.transparent)
    return canvas


def _painter(canvas: QImage) -> QPainter:
    painter = QPainter(canvas)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    painter.setPen(Qt.PenStyle.NoPen)
    return painter


def _fill(painter: QPainter, image: QImage, area: QRectF) -> None:
    """Cover a round-cornered area with an image."""
    scale = max(area.width() / image.width(), area.height() / image.height())
    left = area.center().x() - scale * image.width() / 2
    top = area.center().y() - scale * image.height() / 2
    brush = QBrush(image)
    brush.setTransform(QTransform(scale, 0, 0, scale, left, top))
    painter.setBrush(brush)
    painter.drawRoundedRect(area, _RADIUS, _RADIUS)
