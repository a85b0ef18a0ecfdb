"""The quality card's parts, on a drawn data set and made-up mattes; MediaPipe itself where it is installed."""

import shutil
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.quality import card, tables
from benchmarks.quality import command as quality
from benchmarks.quality.contenders import REFERENCE, mediapipe
from benchmarks.quality.groups import groups_of
from benchmarks.quality.sheets import draw_sheets
from bisenet.evaluation.people import Score, score
from bisenet.manifest import read_manifest
from tests.bisenet.conftest import draw_pair
from tests.bisenet.evaluation.test_evaluate import write_clip

pytestmark = pytest.mark.slow

GOOD = [Score(Path(f"{number}.jpg"), {"person_iou": 0.9, "boundary_iou": 0.8}) for number in range(4)]
WORSE = [Score(one.path, {"person_iou": 0.7 + 0.1 * (n % 2), "boundary_iou": 0.8}) for n, one in enumerate(GOOD)]
QUIET = [Score(Path("a.mp4"), {"flicker": 0.001})]
LOUD = [Score(Path("a.mp4"), {"flicker": 0.003})]
RESULTS = {"ours": {"people": GOOD, "clips": QUIET}, "theirs": {"people": WORSE, "clips": LOUD}}


def test_the_summary_has_a_line_for_each_contender() -> None:
    assert tables.summary_table(tables.summaries(RESULTS)).splitlines() == [
        "| model | people: person IoU / boundary IoU | clips: flicker |",
        "|---|---|---|",
        "| `ours` | 0.900 / 0.800 | 1.00‰ |",
        "| `theirs` | 0.750 / 0.800 | 3.00‰ |",
    ]


def test_room_shown_and_doubt_have_their_own_table() -> None:
    far = {"person_iou": 0.9, "room_shown": 0.0123, "doubt": 0.004}
    results = {"ours": {"people": [Score(Path("a.jpg"), far)], "clips": QUIET}}
    assert tables.decided_table(tables.summaries(results)).splitlines() == [
        "| model | people: room shown / doubt |",
        "|---|---|",
        "| `ours` | 1.23% / 0.40% |",
    ]


def test_differences_are_paired_and_say_which_is_better() -> None:
    error = 0.1 / 3**0.5 / 4**0.5
    assert tables.difference_table(RESULTS, "theirs").splitlines()[2:] == [
        f"| people | person IoU | +0.150 ± {error:.3f}, better |",
        "| people | boundary IoU | +0.000 ± 0.000, equal |",
        "| clips | flicker | -2.00‰ ± 0.00‰, better |",
    ]
    assert "+2.00‰ ± 0.00‰, **worse**" in tables.difference_table(RESULTS, "ours")


def test_groups_have_their_own_means() -> None:
    groups = {"odd": {Path("1.jpg"), Path("3.jpg")}, "first": {Path("0.jpg")}}
    assert tables.group_table(RESULTS, "people", groups).splitlines()[2:] == [
        "| odd | 2 | 0.900 / 0.800 | 0.800 / 0.800 |",
        "| first | 1 | 0.900 / 0.800 | 0.700 / 0.800 |",
    ]


def write_picture(folder: Path, name: str, luma: int, person_rows: int | None = None) -> Path:
    path = folder / "images" / f"{name}.png"
    pictures: dict[Path, NDArray[np.uint8]] = {path: np.full((60, 80, 3), luma, np.uint8)}
    if person_rows is not None:
        mask = np.zeros((60, 80), np.uint8)
        mask[:person_rows] = 255
        pictures[folder / "masks" / f"{name}.png"] = mask
    for file, picture in pictures.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(file), picture)
    return path


def test_groups_of_people_rooms_and_light(tmp_path: Path) -> None:
    first, second = (write_picture(tmp_path / "w", f"T0{n}_01", 40 + 100 * n, 30) for n in range(2))
    assert groups_of("webcam", tmp_path / "w") == {
        "person T00": {first},
        "person T01": {second},
        "bright": {second},
        "dark (luma below 80)": {first},
    }
    shares = {
        percent: write_picture(tmp_path / "h", str(percent), 200, percent * 60 // 100) for percent in (10, 20, 100)
    }
    assert groups_of("homes", tmp_path / "h") == {
        "person 0 to 15%": {shares[10]},
        "person 15 to 30%": {shares[20]},
        "person 30 to 100%": {shares[100]},
        "bright": set(shares.values()),
    }
    room = write_picture(tmp_path / "e", "12_kitchen", 200)
    assert groups_of("empty", tmp_path / "e") == {"kitchen": {room}, "bright": {room}}
    assert list(groups_of("portraits", tmp_path / "h")) == ["bright"]


def left(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    matte = np.zeros(rgb.shape[:2], np.float32)
    matte[:, : rgb.shape[1] // 2] = 1
    return matte


def test_sheets_show_picture_mask_and_cut_outs(tmp_path: Path) -> None:
    sets = {name: tmp_path / name for name in ("portraits", "rooms")}
    for number in range(4):
        draw_pair(sets["portraits"], f"p{number}", number)
    write_picture(sets["rooms"], "1_kitchen", 200)
    results = {"left": {name: score(left, folder) for name, folder in sets.items()}}
    draw_sheets(results, sets, {"left": left}, tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "portraits-some-1.jpg",
        "portraits-worst-left-1.jpg",
        "rooms-some-1.jpg",
        "rooms-worst-left-1.jpg",
    ]
    people = cv2.imread(str(tmp_path / "out" / "portraits-worst-left-1.jpg"))
    rooms = cv2.imread(str(tmp_path / "out" / "rooms-some-1.jpg"))
    assert people is not None
    assert rooms is not None
    assert people.shape[1] == 3 * rooms.shape[1] // 2
    blue, green, red = people[100, -20]
    assert green > 150
    assert max(int(blue), int(red)) < 100


@pytest.mark.parametrize("data", ["absent", "."])
def test_a_missing_folder_gives_one_sentence(
    data: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["quality", str(tmp_path / data)])
    assert quality.main() == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "no folder" in line


@pytest.fixture
def arguments(drawn_data: Path, published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Set a command line that measures a copy of the published weights and writes; return the copy's folder."""
    weights = Path(shutil.copytree(published, tmp_path / "weights"))
    (tmp_path / "data").mkdir()
    shutil.copytree(drawn_data, tmp_path / "data" / "val")
    write_clip(tmp_path / "data" / "clips" / "a.mp4", 2)
    options = ["--weights", str(weights), "--sheets", str(tmp_path / "sheets"), "--write"]
    monkeypatch.setattr(sys, "argv", ["quality", str(tmp_path / "data"), *options])
    return weights


@pytest.mark.slow
def test_the_card_and_the_manifest_hold_what_was_measured(arguments: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quality, "mediapipe", lambda: {REFERENCE: left})
    monkeypatch.setattr(card, "version", lambda package: "1.2.3")
    assert quality.main() == 0
    text = (arguments / "QUALITY.md").read_text(encoding="utf-8")
    entry = read_manifest(arguments)["bisenet-mobilenetv2"].facts
    sets = entry["metrics"]["sets"]
    assert set(sets) == {"portraits", "studio", "rooms", "clips"}
    portraits = sets["portraits"]
    assert f"| {portraits['person_iou']:.3f} / {portraits['boundary_iou']:.3f} |" in text
    assert f"Difference to {REFERENCE}" in text
    assert entry["sha256"]["bisenet-mobilenetv2.safetensors"] in text
    assert (arguments.parent / "sheets" / "portraits-some-1.jpg").is_file()


def test_without_mediapipe_nothing_is_written(
    arguments: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "mediapipe.python.solutions.selfie_segmentation", None)
    before = {path.name: path.read_bytes() for path in arguments.iterdir()}
    assert quality.main() == 2
    assert "MediaPipe is not installed" in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in arguments.iterdir()} == before


def test_unwritable_sheets_are_reported_before_measuring(
    arguments: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", [*sys.argv, "--sheets", str(arguments / "manifest.json")])
    assert quality.main() == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "give another --sheets" in line


def test_mediapipe_gives_mattes() -> None:
    pytest.importorskip("mediapipe")
    rgb = np.zeros((90, 120, 3), np.uint8)
    for segment in mediapipe().values():
        matte = segment(rgb)
        assert matte.shape == (90, 120)
        assert matte.dtype == np.float32
        assert 0 <= matte.min() <= matte.max() <= 1
