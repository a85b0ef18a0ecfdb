import json
import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from bisenet.classes import Classes
from bisenet.cli import main
from bisenet.data.class_set import open_class_set
from bisenet.data.clips import read_frames
from bisenet.data.folder import list_pairs, read_mask
from bisenet.inference import class_segmenter
from bisenet.segment.results import file_names
from tests.bisenet.colour_models import COLOURS, NAME, ColourEngine, draw_sleeves, write_card

SLEEVES, LABELS = draw_sleeves(64, 96)


def write_clip(path: Path, frames: int = 3) -> Path:
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), 10, (96, 64))
    assert writer.isOpened()
    for _ in range(frames):
        writer.write(SLEEVES[..., ::-1])
    writer.release()
    return path


def write_photo(path: Path) -> Path:
    path.parent.mkdir(exist_ok=True)
    cv2.imwrite(str(path), SLEEVES[..., ::-1])
    return path


def files_below(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def values(path: Path) -> NDArray[np.uint8]:
    with Image.open(path) as image:
        return np.array(image)


class Run:
    """Runs `bisenet segment` with a network that goes by colour."""

    def __init__(self, weights: Path, out: Path) -> None:
        self.weights = weights
        self.out = out

    def __call__(self, *words: str | Path) -> int:
        inputs = [str(word) for word in words if isinstance(word, Path)]
        options = [word for word in words if isinstance(word, str)]
        model = ["--model", NAME, "--weights", str(self.weights), "--device", "cpu"]
        return main(["segment", *inputs, str(self.out), *model, *options])


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    write_card(tmp_path / "weights")
    monkeypatch.setattr(class_segmenter, "build_engine", ColourEngine)
    return Run(tmp_path / "weights", tmp_path / "out")


def test_a_photo_gives_overlay_mask_and_probabilities(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(write_photo(tmp_path / "a.png"), "--write", "overlay", "mask", "classes") == 0
    assert capsys.readouterr().out == "a.png: background 75.0%, left sleeve 12.5%, right sleeve 12.5%\n"
    classes = ["a/background.png", "a/left-sleeve.png", "a/right-sleeve.png"]
    assert files_below(run.out) == ["a.mask.png", "a.overlay.png", *classes]
    np.testing.assert_array_equal(values(run.out / "a.mask.png"), LABELS)
    with Image.open(run.out / "a.mask.png") as image:
        assert image.convert("RGB").getpixel((24, 32)) == (0, 200, 0)
    np.testing.assert_array_equal(values(run.out / "a" / "left-sleeve.png") > 128, LABELS == 1)
    overlay = values(run.out / "a.overlay.png")
    np.testing.assert_array_equal(overlay[0, 0], SLEEVES[0, 0])
    assert overlay[32, 24].tolist() == [8, 208, 8]


def test_an_overlay_alone_is_the_default(run: Run, tmp_path: Path) -> None:
    for name in ("a.jpg", "b.webp"):
        write_photo(tmp_path / "photos" / name)
    (tmp_path / "photos" / "notes.txt").touch()
    (tmp_path / "photos" / ".hidden.jpg").touch()
    assert run(tmp_path / "photos") == 0
    assert files_below(run.out) == ["a.overlay.jpg", "b.overlay.jpg"]


def test_a_video_gives_a_video_and_numbered_masks(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(write_clip(tmp_path / "a.mp4"), "--write", "overlay", "mask", "classes") == 0
    assert "a.mp4: background 7" in capsys.readouterr().out
    numbers = [f"{number:06}.png" for number in (1, 2, 3)]
    assert files_below(run.out / "a") == [
        *numbers,
        *(f"{name}/{number}" for name in file_names(COLOURS) for number in numbers),
    ]
    assert (values(run.out / "a" / "000003.png") == LABELS).mean() > 0.95
    frames = list(read_frames(run.out / "a.overlay.mp4"))
    assert len(frames) == 3
    assert np.abs(frames[2][32, 24].astype(int) - (8, 208, 8)).max() < 30


def test_every_nth_picture_keeps_its_number(run: Run, tmp_path: Path) -> None:
    assert run(write_clip(tmp_path / "a.mp4", 4), "--write", "mask", "--every", "3") == 0
    assert files_below(run.out) == ["a/000001.png", "a/000004.png"]


def test_a_model_of_people_gives_black_and_white_masks(published: Path, drawn_data: Path, tmp_path: Path) -> None:
    photo, out = str(drawn_data / "portraits" / "images" / "p0.jpg"), str(tmp_path / "out")
    model = ["--model", "bisenet-mobilenetv2", "--weights", str(published)]
    assert main(["segment", photo, out, *model, "--write", "overlay", "mask", "classes", "--mirrored"]) == 0
    assert files_below(tmp_path / "out") == ["p0.mask.png", "p0.overlay.jpg", "p0/background.png", "p0/person.png"]
    mask = values(tmp_path / "out" / "p0.mask.png")
    assert mask.ndim == 2
    assert set(np.unique(mask)) <= {0, 255}


def test_a_data_set_is_read_as_it_was_written(run: Run, tmp_path: Path) -> None:
    photo = write_photo(tmp_path / "a.jpg")
    assert run(photo, write_clip(tmp_path / "film.mp4"), "--dataset", "--every", "2") == 0
    pictures = open_class_set(run.out)
    assert pictures.classes == COLOURS
    assert [path.name for path in pictures.paths] == ["a.jpg", "film-000001.jpg", "film-000003.jpg"]
    assert pictures.paths[0].read_bytes() == photo.read_bytes()
    for index in range(3):
        rgb, mask = pictures.read(index)
        assert rgb.shape == (64, 96, 3)
        counts = mask != COLOURS.ignored
        assert counts.mean() > 0.8
        assert (mask == LABELS)[counts].mean() > 0.95
    # More pictures may be added, those of other classes may not.
    assert run(write_photo(tmp_path / "b.jpg"), "--dataset") == 0
    assert len(open_class_set(run.out)) == 4
    write_card(run.weights, Classes(("background", "leaf", "stem"), COLOURS.colours))
    assert run(write_photo(tmp_path / "c.jpg"), "--dataset") == 2
    assert len(open_class_set(run.out)) == 4


def test_held_back_pictures_make_a_set_of_their_own(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photos = [write_photo(tmp_path / f"{name}.jpg") for name in "abcde"]
    assert run(*photos, "--dataset", "--hold-back", "2") == 0
    train, val = (open_class_set(run.out / part) for part in ("train", "val"))
    assert [path.name for path in val.paths] == ["b.jpg", "d.jpg"]
    assert [path.name for path in train.paths] == ["a.jpg", "c.jpg", "e.jpg"]
    assert train.classes == val.classes == COLOURS
    assert val.read(1)[1].shape == (64, 96)
    # Doing it once more changes nothing; another draw would put a picture into both parts.
    before = files_below(run.out)
    assert run(*photos, "--dataset", "--hold-back", "2", "--overwrite") == 0
    assert files_below(run.out) == before
    assert run(*photos, "--dataset", "--hold-back", "1", "--overwrite") == 2
    assert "b.jpg is there already" in capsys.readouterr().err
    assert files_below(run.out) == before


def test_unsure_pixels_do_not_count(run: Run, tmp_path: Path) -> None:
    assert run(write_photo(tmp_path / "a.jpg"), "--dataset", "--sure", "0.95") == 0
    _, mask = open_class_set(run.out).read(0)
    assert (mask == COLOURS.ignored).all()


def test_a_data_set_of_people_is_read_as_it_was_written(published: Path, drawn_data: Path, tmp_path: Path) -> None:
    photos, out = str(drawn_data / "portraits" / "images"), tmp_path / "out"
    model = ["--model", "bisenet-mobilenetv2", "--weights", str(published)]
    assert main(["segment", photos, str(out), *model, "--dataset", "--sure", "0.55"]) == 0
    pairs = list_pairs(out)
    assert [pair.image.name for pair in pairs] == ["p0.jpg", "p1.jpg", "p2.jpg", "p3.jpg"]
    found = {value for pair in pairs for value in np.unique(read_mask(pair, (96, 128)))}
    assert {128} < found <= {0, 128, 255}
    assert not (out / "classes.json").exists()


def test_results_are_replaced_only_if_asked_for(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clip = write_clip(tmp_path / "a.mp4", 3)
    assert run(clip, "--write", "mask") == 0
    write_clip(clip, 2)
    assert run(clip, "--write", "mask") == 2
    assert "is there already" in capsys.readouterr().err
    assert len(files_below(run.out)) == 3
    assert run(clip, "--write", "mask", "--overwrite") == 0
    assert files_below(run.out) == ["a/000001.png", "a/000002.png"]


def test_an_unreadable_file_does_not_stop_the_others(
    run: Run, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for name in ("a.jpg", "b.mp4", "c.jpg"):
        (tmp_path / "photos").mkdir(exist_ok=True)
        (tmp_path / "photos" / name).write_bytes(b"nothing")
    write_photo(tmp_path / "photos" / "d.jpg")
    assert run(tmp_path / "photos") == 2
    told = capfd.readouterr()
    assert told.out.startswith("d.jpg: ")
    assert [Path(line.split()[1]).name for line in told.err.splitlines()] == ["a.jpg", "b.mp4", "c.jpg"]
    assert files_below(run.out) == ["d.overlay.jpg"]


def test_a_damaged_video_leaves_no_results(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = 0

    def probabilities(self: ColourEngine, rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
        nonlocal looks
        looks += 1
        return np.full((3, *rgb.shape[:2]), 1 / 3 if looks < 3 else np.nan, np.float32)

    monkeypatch.setattr(ColourEngine, "probabilities", probabilities)
    assert run(write_clip(tmp_path / "a.mp4"), "--write", "overlay", "mask", "classes") == 2
    assert looks == 3
    assert list(run.out.iterdir()) == []


@pytest.mark.parametrize(
    ("inputs", "more", "message"),
    [
        (["absent.jpg"], [], "There is no"),
        (["notes.txt"], [], "neither a photo nor a video"),
        (["empty"], [], "holds no photo or video"),
        (["a.jpg", "photos"], [], "would have results of the same name"),
        (["a.jpg", "A.png"], [], "would have results of the same name"),
        (["out"], [], "is an input; choose another folder"),
        (["out/images"], ["--dataset"], "is an input; choose another folder"),
        (["a.jpg"], ["--window", "32x32", "--overlap", "2"], "The overlap is a share"),
        (["a.jpg"], ["--dataset", "--write", "mask"], "leave out --write"),
        (["a.jpg"], ["--sure", "0.5"], "add --dataset"),
        (["a.jpg"], ["--hold-back", "1"], "add --dataset"),
        (["a.jpg"], ["--dataset", "--hold-back", "1"], "none would be left to train with"),
        (["x" * 300], [], "File name too long"),
    ],
)
def test_mistakes_give_one_sentence(
    inputs: list[str], more: list[str], message: str, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a.jpg", "A.png", "photos/a.jpg", "out/b.jpg", "out/images/c.jpg"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        write_photo(tmp_path / name)
    (tmp_path / "empty").mkdir()
    (tmp_path / "notes.txt").touch()
    before = files_below(tmp_path)
    assert run(*(tmp_path / name for name in inputs), *more) == 2
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert message in line
    assert files_below(tmp_path) == before


def test_results_go_into_a_folder(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run.out.touch()
    assert run(write_photo(tmp_path / "a.jpg")) == 2
    assert "out is a file; give a folder" in capsys.readouterr().err


def test_a_data_set_of_classes_takes_no_masks_of_people(
    published: Path, drawn_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "classes.json").write_text(json.dumps(COLOURS.to_dict()))
    photo = str(drawn_data / "portraits" / "images" / "p0.jpg")
    model = ["--model", "bisenet-mobilenetv2", "--weights", str(published)]
    assert main(["segment", photo, str(tmp_path), *model, "--dataset"]) == 2
    assert "a data set of other classes" in capsys.readouterr().err
    assert files_below(tmp_path) == ["classes.json"]


def test_each_class_has_its_own_file() -> None:
    assert file_names(Classes(("a/b", "left eye"), COLOURS.colours[:2])) == ["a-b", "left-eye"]
    assert file_names(Classes(("a b", "A-b"), COLOURS.colours[:2])) == ["000-a-b", "001-A-b"]
    assert file_names(Classes(("?", "x"), COLOURS.colours[:2])) == ["class", "x"]


def test_a_folder_that_was_there_keeps_its_other_files(run: Run, tmp_path: Path) -> None:
    photo = write_photo(tmp_path / "a.jpg")
    assert run(photo, "--write", "classes") == 0
    shutil.copy(photo, run.out / "a" / "mine.jpg")
    assert run(photo, "--write", "classes", "--overwrite") == 0
    assert "a/mine.jpg" in files_below(run.out)
