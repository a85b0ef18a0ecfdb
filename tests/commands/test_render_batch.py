"""`render` with several files."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.cli.main import main
from app.devices.media.pictures import read_picture, write_picture
from app.render.render_file import FileRenderer
from tests.commands.portraits import check_portrait, pictures_of, short_clip

pytestmark = pytest.mark.slow


def test_several_files_and_a_folder(still: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clip = short_clip(tmp_path / "clip.mp4", 3)
    (tmp_path / "bad.jpg").write_text("no picture")
    words = [
        "render",
        str(still),
        str(tmp_path / "bad.jpg"),
        "--background",
        "#00b140",
        str(clip),
        str(tmp_path / "out"),
    ]
    assert main(words) == 1
    output = capsys.readouterr()
    assert output.out == "3 files: 2 rendered, 1 failed.\n"
    assert output.err.startswith(f"{tmp_path / 'bad.jpg'}: failed. ")
    assert len(output.err.splitlines()) == 1
    check_portrait(read_picture(tmp_path / "out" / "still.png"))
    for rgb in pictures_of(tmp_path / "out" / "clip.mp4"):
        check_portrait(rgb)


def test_a_batch_without_failures_and_one_without_a_background(still: Path, tmp_path: Path) -> None:
    assert main(["render", str(still), f"{tmp_path / 'out'}/", "--background", "#00b140"]) == 0
    assert (tmp_path / "out" / "still.png").exists()
    assert main(["render", str(still.parent), str(tmp_path / "other"), "--background", "absent.jpg"]) == 2
    assert not (tmp_path / "other").exists()


def test_an_interrupted_batch_says_what_is_done(
    still: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    inputs = [tmp_path / name for name in ("a.png", "b.png", "c.png")]
    for path in inputs:
        path.write_bytes(still.read_bytes())
    usual = FileRenderer.render

    def render(self: FileRenderer, source: Path, *rest: Any) -> None:
        if source.name == "b.png":
            raise KeyboardInterrupt
        usual(self, source, *rest)

    monkeypatch.setattr(FileRenderer, "render", render)
    assert main(["render", *map(str, inputs), str(tmp_path / "out"), "--background", "#00b140"]) == 130
    output = capsys.readouterr()
    assert output.out == "3 files: 1 rendered, 2 not rendered because it was stopped.\n"
    assert output.err == "bisenet-bg: stopped.\n"
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["a.png"]


def test_no_state_is_carried_from_one_file_to_the_next(still: Path, tmp_path: Path) -> None:
    words = ["--background", "#00b140", "--colour-match", "1", "--crispness", "0"]
    mirrored = tmp_path / "mirrored.png"
    write_picture(mirrored, np.ascontiguousarray(read_picture(still)[:, ::-1]))
    assert main(["render", str(mirrored), str(still), str(tmp_path / "out"), *words]) == 0
    assert main(["render", str(still), str(tmp_path / "alone.png"), *words]) == 0
    assert (read_picture(tmp_path / "out" / "still.png") == read_picture(tmp_path / "alone.png")).all()


def test_a_batch_counts_what_it_skips_and_prints_names_on_one_line(
    still: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.png").write_bytes(still.read_bytes())
    (folder / "note.txt").write_text("Bring the cake.")
    (folder / "red\x1b[31m\nline.png").write_text("no picture")
    assert main(["render", str(folder), str(tmp_path / "out"), "--background", "#00b140"]) == 1
    output = capsys.readouterr()
    assert output.out == "3 files: 1 rendered, 1 failed, 1 skipped.\n"
    (line,) = output.err.splitlines()
    assert "line.png: failed." in line
    assert "\x1b" not in line


def test_a_batch_that_has_not_begun_has_no_summary(
    still: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["render", str(still), str(tmp_path / "b.png"), str(tmp_path / "out"), "--background", "absent.jpg"]
    assert main(words) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert len(output.err.splitlines()) == 1
    assert not (tmp_path / "out").exists()
