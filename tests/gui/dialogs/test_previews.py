"""Previews of files and folders."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from app.gui.dialogs.previews import SIZE, file_preview, folder_preview, sign_preview
from app.gui.theme.icons import Glyph
from tests.clips import write_video
from tests.gui.strip import picture


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_a_portrait_is_shown_whole(tmp_path: Path, ratio: float) -> None:
    image = QImage(60, 300, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    assert image.save(str(tmp_path / "a.png"))
    found = file_preview(tmp_path / "a.png", ratio)
    assert found.size() == SIZE * ratio
    assert found.deviceIndependentSize().toSize() == SIZE
    centre = found.width() // 2
    assert found.pixelColor(centre, 4).name() == "#ff0000"
    assert found.pixelColor(centre, found.height() - 4).name() == "#ff0000"
    assert found.pixelColor(4, found.height() // 2).alpha() == 0


def test_a_video_has_a_sign(tmp_path: Path) -> None:
    write_video(tmp_path / "a.mp4", [160])
    found = file_preview(tmp_path / "a.mp4", 1.0)
    colours = {found.pixelColor(x, y).name() for x in range(found.width()) for y in range(found.height())}
    assert "#ffffff" in colours


def test_a_folder_shows_its_first_readable_picture(tmp_path: Path) -> None:
    assert file_preview(tmp_path, 1.0) == folder_preview(1.0)
    picture(tmp_path / "b.png")
    found = file_preview(tmp_path, 1.0)
    assert found.pixelColor(SIZE.width() // 2, SIZE.height() // 2).name() == "#ffa500"
    (tmp_path / "a.png").write_bytes(b"nothing")
    assert file_preview(tmp_path, 1.0) == found
    (tmp_path / "b.png").write_bytes(b"nothing")
    assert file_preview(tmp_path, 1.0) == folder_preview(1.0)


def test_a_sign_has_the_same_size() -> None:
    assert sign_preview(Glyph.BROKEN, 2.0).size() == SIZE * 2
