"""Picture files are decoded as OpenCV decodes them, but never in part."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from bisenet.data.class_masks import read_indices
from bisenet.data.decode import decode, is_cut_off
from bisenet.data.folder import Pair, list_pairs, read_mask, read_rgb, read_soft_label
from bisenet.errors import DataError

RGB = np.random.default_rng(0).integers(0, 256, (40, 60, 3), dtype=np.uint8)
THUMBNAIL = cv2.imencode(".jpg", RGB[:8, :8])[1].tobytes()


def jpeg(path: Path, *, progressive: bool = False, thumbnail: bool = False, turned: bool = False) -> bytes:
    exif = Image.Exif()
    if turned:
        exif[0x0112] = 6
    Image.fromarray(RGB).save(path, quality=90, progressive=progressive, exif=exif, restart_marker_blocks=2)
    content = path.read_bytes()
    if thumbnail:
        segment = b"\xff\xe1" + (len(THUMBNAIL) + 2).to_bytes(2) + THUMBNAIL
        content = content[:2] + segment + content[2:]
        path.write_bytes(content)
    return content


@pytest.mark.parametrize("kind", ["progressive", "thumbnail", "turned"])
def test_a_whole_jpeg_is_read_and_a_part_of_it_is_not(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "ä ö.jpg"
    content = jpeg(path, **{kind: True})
    expected = cv2.imread(str(path), cv2.IMREAD_COLOR)
    assert expected is not None
    assert expected.shape[:2] == ((60, 40) if kind == "turned" else (40, 60))
    assert np.array_equal(read_rgb(path)[..., ::-1], expected)
    for length in (2, 3, 30, len(content) // 2, len(content) - 1):
        assert is_cut_off(content[:length]), length
        path.write_bytes(content[:length])
        with pytest.raises(DataError, match="cannot be read as a picture"):
            read_rgb(path)
    # A motion photo carries a film after its picture.
    assert not is_cut_off(content + b"\xff\xda film \xff")


@pytest.mark.parametrize("content", [b"", b"hello", b"\x89PNG\r\n\x1a\n"])
def test_other_files_decode_to_none(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(content)
    assert decode(tmp_path / "a.png", cv2.IMREAD_COLOR) is None
    assert decode(tmp_path / "absent.png", cv2.IMREAD_COLOR) is None
    assert decode(tmp_path, cv2.IMREAD_COLOR) is None


@pytest.mark.slow
def test_a_picture_beyond_all_limits_gives_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "huge.png"
    Image.new("1", (40000, 30000)).save(path)
    with pytest.raises(DataError, match="cannot be read as a picture"):
        read_rgb(path)
    with pytest.raises(DataError, match="cannot be read as a mask"):
        read_mask(Pair(path, path), (30000, 40000))
    with pytest.raises(DataError, match="has too many pixels for a mask"):
        read_indices(path)


def test_only_the_values_of_a_mask_of_people_count(tmp_path: Path) -> None:
    path = tmp_path / "mask.png"

    def read(mask: np.ndarray[tuple[int, ...], np.dtype[np.integer]]) -> list[int]:
        cv2.imwrite(str(path), mask)
        return read_mask(Pair(path, path), (1, 4)).ravel().tolist()

    assert read(np.array([[0, 128, 255, 255]], np.uint8)) == [0, 128, 255, 255]
    assert read(np.array([[0, 90, 254, 255]], np.uint8)) == [0, 128, 128, 255]
    assert read(np.zeros((1, 4), np.uint8)) == [0, 0, 0, 0]
    for mask, message in (
        (np.array([[0, 1, 1, 0]], np.uint8), "holds the value 1 and no 255; write 255 where people are"),
        (np.array([[0, 255, 0, 0]], np.uint16), "more than 8 bits"),
        (np.zeros((2, 4), np.uint8), "is 4x2, but its picture 4x1 pixels"),
    ):
        with pytest.raises(DataError, match=message):
            read(mask)
    # A soft label holds all values.
    cv2.imwrite(str(path), np.array([[0, 1, 1, 0]], np.uint8))
    assert read_soft_label(path, (1, 4)).ravel().tolist() == [0, 1, 1, 0]


def test_unfinished_files_are_no_pictures(tmp_path: Path) -> None:
    for name in ("images/a.jpg", "images/.writing-1-2.jpg", "images/._a.jpg", "masks/a.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert [pair.image.name for pair in list_pairs(tmp_path)] == ["a.jpg"]


def test_a_class_mask_has_eight_bits(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "mask.png"), np.zeros((2, 2), np.uint16))
    with pytest.raises(DataError, match="has more than 8 bits"):
        read_indices(tmp_path / "mask.png")
