import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from bisenet.classes import CELEBAMASK_HQ, CITYSCAPES, FACE_PARSING, Classes
from bisenet.data import class_masks
from bisenet.data.class_masks import read_indices
from bisenet.data.class_set import open_class_set
from bisenet.errors import DataError

THREE = Classes.from_dict({"names": ["ground", "left", "right"], "swapped": [[1, 2]]})


def write(path: Path, picture: NDArray[np.uint8 | np.uint16]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    assert cv2.imwrite(str(path), picture)


def grey(value: int, height: int = 32, width: int = 48) -> NDArray[np.uint8]:
    return np.full((height, width), value, np.uint8)


def plain(root: Path, value: int = 2) -> Path:
    write(root / "images" / "a.jpg", grey(90))
    write(root / "masks" / "a.png", grey(value))
    (root / "classes.json").write_text(json.dumps(THREE.to_dict()))
    return root


def test_a_plain_folder_states_its_classes(tmp_path: Path) -> None:
    data = open_class_set(plain(tmp_path))
    assert (data.classes, len(data), data.paths[0].name) == (THREE, 1, "a.jpg")
    rgb, mask = data.read(0)
    assert (rgb.shape, mask.shape, np.unique(mask).tolist()) == ((32, 48, 3), (32, 48), [2])


def test_classes_may_lie_beside_the_splits_or_be_given(tmp_path: Path) -> None:
    folder = plain(tmp_path / "train")
    (folder / "classes.json").rename(tmp_path / "classes.json")
    assert open_class_set(folder).classes == THREE
    (tmp_path / "classes.json").unlink()
    assert open_class_set(folder, CITYSCAPES).classes is CITYSCAPES
    with pytest.raises(DataError, match=r"no classes\.json; write one, or give --classes"):
        open_class_set(folder)


def test_a_palette_holds_indices(tmp_path: Path) -> None:
    image = Image.fromarray(np.array([[0, 1], [2, 255]], np.uint8), "L").convert("P")
    image.putdata([0, 1, 2, 255])
    image.putpalette([value % 256 for value in range(768)])
    image.save(tmp_path / "mask.png")
    assert read_indices(tmp_path / "mask.png").tolist() == [[0, 1], [2, 255]]


def test_unusable_masks_are_named(tmp_path: Path) -> None:
    data = open_class_set(plain(tmp_path, value=7))
    with pytest.raises(DataError, match="holds the value 7, but there are 3 classes, and 255 does not count"):
        data.read(0)
    write(tmp_path / "masks" / "a.png", np.zeros((32, 48, 3), np.uint8))
    with pytest.raises(DataError, match=r"has colours \(mode RGB\)"):
        data.read(0)
    (tmp_path / "masks" / "a.png").write_bytes(b"no picture")
    with pytest.raises(DataError, match="cannot be read as a mask"):
        data.read(0)
    write(tmp_path / "masks" / "a.png", grey(0, 30, 48))
    with pytest.raises(DataError, match="is 48x30, not 48x32 pixels"):
        data.read(0)
    (tmp_path / "masks" / "a.png").unlink()
    with pytest.raises(DataError, match=r"There is no mask of a\.jpg"):
        open_class_set(tmp_path)
    (tmp_path / "masks").rmdir()
    with pytest.raises(DataError, match="has no folder masks/"):
        open_class_set(tmp_path)
    with pytest.raises(DataError, match="There is no folder"):
        open_class_set(tmp_path / "none")


def test_masks_of_too_many_bits_or_pixels_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "mask.png"
    write(path, np.full((32, 48), 300, np.uint16))
    with pytest.raises(DataError, match=r"mask\.png has more than 8 bits a pixel"):
        read_indices(path)
    write(path, grey(1))
    monkeypatch.setattr(class_masks, "_MOST_PIXELS", 100)
    with pytest.raises(DataError, match=r"mask\.png has too many pixels"):
        read_indices(path)
    monkeypatch.undo()
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    with pytest.raises(DataError, match=r"mask\.png has too many pixels"):
        read_indices(path)


def cityscapes(root: Path, kind: str, values: NDArray[np.uint8], split: str = "train") -> Path:
    stem = "ulm_000001_000019"
    write(root / "leftImg8bit" / split / "ulm" / f"{stem}_leftImg8bit.png", np.zeros((*values.shape, 3), np.uint8))
    write(root / "gtFine" / split / "ulm" / f"{stem}_gtFine_{kind}.png", values)
    return root


def test_cityscapes_is_read_as_it_is_downloaded(tmp_path: Path) -> None:
    """Road is 7, person 24, bicycle 33; the ego vehicle 1, caravans 29 and licence plates, -1, are not trained."""
    cityscapes(tmp_path, "labelIds", np.array([[7, 24, 33], [1, 29, 255]], np.uint8))
    cityscapes(tmp_path, "labelIds", np.array([[7, 7]], np.uint8), "val")
    data = open_class_set(tmp_path, split="train")
    assert data.classes is CITYSCAPES
    assert data.read(0)[1].tolist() == [[0, 11, 18], [255, 255, 255]]
    assert [len(open_class_set(tmp_path, split=split)) for split in ("train", "val", None)] == [1, 1, 2]


def test_made_training_ids_of_cityscapes_come_first(tmp_path: Path) -> None:
    cityscapes(tmp_path, "labelIds", np.array([[7, 24]], np.uint8))
    cityscapes(tmp_path, "labelTrainIds", np.array([[18, 255]], np.uint8))
    assert open_class_set(tmp_path).read(0)[1].tolist() == [[18, 255]]


def test_label_ids_of_cityscapes_follow_the_names_of_the_classes(tmp_path: Path) -> None:
    backwards = Classes(CITYSCAPES.names[::-1], CITYSCAPES.colours[::-1])
    cityscapes(tmp_path, "labelIds", np.array([[7, 33, 0]], np.uint8))
    assert open_class_set(tmp_path, backwards).read(0)[1].tolist() == [[18, 0, 255]]


def test_files_beside_a_known_data_set_do_not_belong_to_it(tmp_path: Path) -> None:
    root = cityscapes(tmp_path / "cityscapes", "labelIds", np.array([[7]], np.uint8))
    (tmp_path / "classes.json").write_text(json.dumps(THREE.to_dict()))
    assert open_class_set(root).classes is CITYSCAPES


def test_cityscapes_without_labels_or_with_other_classes(tmp_path: Path) -> None:
    cityscapes(tmp_path, "labelIds", np.array([[7]], np.uint8))
    # Those of faces are 19 too.
    for other in (THREE, CELEBAMASK_HQ):
        with pytest.raises(DataError, match="leave out --classes"):
            open_class_set(tmp_path, other)
    with pytest.raises(DataError, match="holds no picture in val"):
        open_class_set(tmp_path, split="val")
    next(tmp_path.rglob("*labelIds.png")).unlink()
    with pytest.raises(DataError, match="unpack gtFine beside"):
        open_class_set(tmp_path)


def celebamask(root: Path, number: int) -> Path:
    write(root / "CelebA-HQ-img" / f"{number}.jpg", np.zeros((1024, 1024, 3), np.uint8))
    for part, rows in (("skin", slice(100, 400)), ("l_eye", slice(150, 160)), ("hat", slice(0, 120))):
        # The downloaded parts have three equal channels.
        mask = np.zeros((512, 512, 3), np.uint8)
        mask[rows] = 255
        write(root / "CelebAMask-HQ-mask-anno" / str(number // 2000) / f"{number:05d}_{part}.png", mask)
    return root


@pytest.mark.parametrize("classes", [None, CELEBAMASK_HQ, FACE_PARSING])
def test_celebamask_is_read_as_it_is_downloaded(classes: Classes | None, tmp_path: Path) -> None:
    data = open_class_set(celebamask(tmp_path, 2001), classes)
    rgb, mask = data.read(0)
    assert rgb.shape == (512, 512, 3)
    names = [data.classes.names[mask[row, 0]] for row in (50, 110, 155, 300, 450)]
    assert names == ["hat", "hat", "left eye", "skin", "background"]


def test_every_tenth_face_is_held_back(tmp_path: Path) -> None:
    for number in (10, 11, 12):
        celebamask(tmp_path, number)
    parts = {split: [path.stem for path in open_class_set(tmp_path, split=split).paths] for split in ("train", "val")}
    assert parts == {"train": ["11", "12"], "val": ["10"]}
    with pytest.raises(DataError, match="give face-parsing"):
        open_class_set(tmp_path, THREE)


def test_a_damaged_part_of_a_face_is_named(tmp_path: Path) -> None:
    celebamask(tmp_path, 5)
    path = next(tmp_path.rglob("*skin.png"))
    for damage in (grey(255), None):
        if damage is None:
            path.write_bytes(b"no picture")
        else:
            write(path, damage)
        with pytest.raises(DataError, match=r"skin\.png is not a mask of 512x512 pixels"):
            open_class_set(tmp_path).read(0)
