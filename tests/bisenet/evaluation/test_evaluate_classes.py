import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from benchmarks.streets import draw_streets
from bisenet.classes import Classes
from bisenet.cli import main
from bisenet.data.class_set import open_class_set
from bisenet.errors import DataError
from bisenet.evaluation.classes import as_table, as_values, find_class_sets, indices_by_name, measure
from bisenet.inference import class_segmenter
from tests.bisenet.colour_models import COLOURS, NAME, ColourEngine, draw_sleeves, write_card

pytestmark = pytest.mark.slow

# The same classes in another order, with another value for what does not count.
REORDERED = Classes(("right sleeve", "background", "left sleeve"), COLOURS.colours, ignored=7)


def write_set(folder: Path, classes: Classes = COLOURS, *, stated: bool = True) -> Path:
    """Write two pictures of sleeves, with a strip at the top that does not count."""
    for kind in ("images", "masks"):
        (folder / kind).mkdir(parents=True)
    for number in range(2):
        rgb, labels = draw_sleeves(64, 96 + 32 * number)
        values = np.array([classes.names.index(name) for name in COLOURS.names], np.uint8)[labels]
        values[:4] = classes.ignored
        cv2.imwrite(str(folder / "images" / f"p{number}.png"), rgb[..., ::-1])
        Image.fromarray(values).save(folder / "masks" / f"p{number}.png")
    if stated:
        (folder / "classes.json").write_text(json.dumps(classes.to_dict()))
    return folder


def by_colour(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Find what was drawn, and the left sleeve in the strip that does not count."""
    labels = np.where(rgb[..., 1:].max(axis=2) < 100, 0, 1 + rgb[..., 1:].argmax(axis=2)).astype(np.uint8)
    labels[:4] = 1
    return labels


@pytest.fixture
def weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_card(tmp_path / "weights")
    monkeypatch.setattr(class_segmenter, "build_engine", ColourEngine)
    return tmp_path / "weights"


@pytest.mark.parametrize("classes", [COLOURS, REORDERED])
def test_what_is_found_is_compared_by_name(classes: Classes, tmp_path: Path) -> None:
    pictures = open_class_set(write_set(tmp_path / "set", classes))
    shown = []
    scores = measure(by_colour, COLOURS, pictures, lambda path, *arrays: shown.append((path.name, *arrays)))
    assert scores.mean_iou == scores.mean_f1 == scores.pixel_accuracy == 1
    # A sleeve is a quarter of the width and half of the height, of which a sixteenth does not count.
    assert scores.share[1] == pytest.approx(0.125 * 16 / 15)
    assert [name for name, *_ in shown] == ["p0.png", "p1.png"]
    _, rgb, target, found = shown[1]
    assert rgb.shape == (64, 128, 3)
    assert (target[:4] == 255).all()
    np.testing.assert_array_equal(target[4:], found[4:])


def test_swapping_two_classes_lowers_both_scores(tmp_path: Path) -> None:
    pictures = open_class_set(write_set(tmp_path / "set"))
    scores = measure(lambda rgb: np.array([0, 2, 1], np.uint8)[by_colour(rgb)], COLOURS, pictures)
    assert scores.iou.tolist() == [1, 0, 0]
    assert scores.mean_f1 == pytest.approx(1 / 3)


def test_other_classes_are_named() -> None:
    other = Classes(("background", "left sleeve", "collar"), COLOURS.colours)
    with pytest.raises(DataError, match=r"the set alone has collar; the model alone finds right sleeve"):
        indices_by_name(other, COLOURS)


def test_values_and_table_leave_out_what_is_absent(tmp_path: Path) -> None:
    pictures = open_class_set(write_set(tmp_path / "set"))
    scores = measure(lambda rgb: np.minimum(by_colour(rgb), 1), COLOURS, pictures)
    scores.iou[2] = np.nan
    values = as_values(scores, COLOURS)
    assert values["classes"]["right sleeve"]["iou"] is None
    assert values["classes"]["background"] == {"share": pytest.approx(0.7333, abs=1e-3), "iou": 1.0, "f1": 1.0}
    assert json.loads(json.dumps(values)) == values
    lines = as_table(scores, COLOURS).splitlines()
    assert len({len(line) for line in lines[:-2]}) == 1
    assert lines[4] == "| right sleeve          |  0.133 |      - |  0.000 |"


def test_sets_are_found_by_themselves_and_below(tmp_path: Path) -> None:
    write_set(tmp_path / "a", stated=False)
    write_set(tmp_path / "b", stated=False)
    assert list(find_class_sets([tmp_path], COLOURS)) == ["a", "b"]
    assert list(find_class_sets([tmp_path / "b"], COLOURS)) == ["b"]
    with pytest.raises(DataError, match="Two sets are called a"):
        find_class_sets([tmp_path, tmp_path / "a"], COLOURS)
    with pytest.raises(DataError, match=r"has no classes\.json"):
        find_class_sets([tmp_path])


def test_a_plain_folder_has_no_parts(tmp_path: Path) -> None:
    """All of its pictures would be measured, those that were learnt from among them."""
    write_set(tmp_path / "set")
    with pytest.raises(DataError, match=r"set has no parts; leave out --split, or give the folder of the val pictures"):
        find_class_sets([tmp_path / "set"], split="val")


def test_clips_have_no_class_masks(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").touch()
    with pytest.raises(DataError, match="holds clips, which have no masks"):
        find_class_sets([tmp_path])


def test_the_command_prints_a_table(weights: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_set(tmp_path / "set")
    command = ["evaluate", str(tmp_path / "set"), "--model", NAME, "--weights", str(weights), "--device", "cpu"]
    assert main(command) == 0
    heading, *table = capsys.readouterr().out.splitlines()
    assert heading == "set, 2 pictures"
    assert table[0].split() == ["|", "class", "|", "share", "|", "IoU", "|", "F1", "|"]
    more = ["--scales", "1", "1.5", "--window", "64x64", "--overlap", "0.5", "--full-size"]
    assert main([*command, "--json", *more]) == 0
    line = json.loads(capsys.readouterr().out)
    assert (line["model"], line["folder"], line["images"]) == (NAME, "set", 2)
    assert line["classes"].keys() == set(COLOURS.names)
    assert line["mean_iou"] > 0.9
    # A network that goes by colour takes a mirrored left sleeve for a left one still, which counts as a right one.
    assert main([*command, "--json", "--mirrored"]) == 0
    assert json.loads(capsys.readouterr().out)["classes"]["left sleeve"]["iou"] < 0.9


def test_the_command_writes_overlays_and_tables(weights: Path, tmp_path: Path) -> None:
    write_set(tmp_path / "sets" / "one", stated=False)
    write_set(tmp_path / "sets" / "two", stated=False)
    (tmp_path / "classes.json").write_text(json.dumps(COLOURS.to_dict()))
    where = ["--classes", str(tmp_path / "classes.json"), "--overlays", str(tmp_path / "out")]
    assert main(["evaluate", str(tmp_path / "sets"), "--model", NAME, "--weights", str(weights), *where]) == 0
    for name in ("one", "two"):
        folder = tmp_path / "out" / name
        assert sorted(path.name for path in folder.iterdir()) == ["p0.jpg", "p1.jpg", "table.json", "table.md"]
        overlay = cv2.imread(str(folder / "p0.jpg"))
        assert overlay is not None
        assert overlay.shape == (64, 3 * 96 + 4, 3)
        assert json.loads((folder / "table.json").read_text())["mean_f1"] > 0.9
        assert (folder / "table.md").read_text().startswith("| class")


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--overlap", "1"], "The overlap is a share"),
        (["--classes", "absent"], "There are no classes 'absent'"),
        (["--classes", "cityscapes"], "have different classes"),
        (["--overlays", "{file}"], "cannot be made (Not a directory)"),
    ],
)
def test_mistakes_give_one_sentence(
    more: list[str], message: str, weights: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_set(tmp_path / "set")
    (tmp_path / "file").touch()
    arguments = [word.format(file=tmp_path / "file") for word in more]
    assert main(["evaluate", str(tmp_path / "set"), "--model", NAME, "--weights", str(weights), *arguments]) == 2
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert message in line


def test_people_may_be_measured_with_several_looks(
    published: Path, drawn_data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["evaluate", str(drawn_data / "portraits"), "--model", "bisenet-mobilenetv2", "--weights", str(published)]
    lines = []
    for more in ([], ["--window", "640x640"], ["--mirrored"]):
        assert main([*command, "--json", *more]) == 0
        lines.append(json.loads(capsys.readouterr().out))
    assert lines[0] == lines[1]
    assert lines[0]["mad"] != lines[2]["mad"]


def test_overlays_are_not_of_people(published: Path, drawn_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["evaluate", str(drawn_data / "portraits"), "--model", "bisenet-mobilenetv2", "--weights", str(published)]
    assert main([*command, "--overlays", "out"]) == 2
    assert "for sets of several classes" in capsys.readouterr().err


def test_the_validation_pictures_are_measured_where_there_are_parts(tmp_path: Path) -> None:
    draw_streets(tmp_path / "city", 3, size=(32, 48))
    draw_streets(tmp_path / "city", 2, size=(32, 48), split="val")
    assert {split: len(find_class_sets([tmp_path / "city"], split=split)["city"]) for split in (None, "train")} == {
        None: 2,
        "train": 3,
    }
