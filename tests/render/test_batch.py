"""Many files in one command: all that can be rendered is rendered, and the rest is named."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.commands.bench.machine import own_memory
from app.config import AppConfig
from app.core.errors import ConfigError, DeviceError
from app.devices.media.pictures import is_picture
from app.render.batch import Ending, Job, Summary, failure_report, find_jobs, is_batch, run_jobs
from app.render.render_file import FileRenderer, Step
from app.render.settings import RenderSettings, Result
from tests.clips import write_gif
from tests.render.mixed_files import KINDS, write_mixed_files, write_sound

CONFIG = AppConfig(background="#00b140", device="cpu", detail=0.25)
# Megabytes; a leak of one frame or of one decoder for each file is more.
MOST_GROWTH = 12


def touched(folder: Path, *names: str) -> list[Path]:
    paths = [folder / name for name in names]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return paths


def targets(inputs: list[Path], folder: Path, settings: RenderSettings | None = None) -> dict[str, str]:
    """Return the names of the results by those of the sources."""
    jobs = find_jobs(inputs, folder, CONFIG, settings or RenderSettings())
    return {job.source.name: job.target.relative_to(folder).as_posix() for job in jobs}


def run(jobs: list[Job]) -> tuple[Summary, dict[str, tuple[Ending, str]], list[float]]:
    """Render the jobs; return the summary, the endings by name, and the memory after each, MB."""
    summary = Summary(len(jobs))
    endings: dict[str, tuple[Ending, str]] = {}
    memory: list[float] = []

    def finish(job: Job, ending: Ending, reason: str) -> None:
        endings[job.source.name] = (ending, reason)
        memory.append(own_memory() or 0)

    def ignore(index: int, job: Job, step: Step) -> None:
        """Take the progress of a file."""

    run_jobs(jobs, CONFIG, RenderSettings(), ignore, finish, lambda sentence: None, summary)
    return summary, endings, memory


def test_a_folder_of_mixed_files(tmp_path: Path) -> None:
    source, out = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    names = write_mixed_files(source, 4 * KINDS)
    before = {path: path.read_bytes() for path in source.iterdir()}
    jobs = find_jobs([source], out, CONFIG, RenderSettings())
    summary, endings, _ = run(jobs)
    assert len(endings) == len(jobs) == 4 * KINDS
    for name in names["good"]:
        assert endings[name] == (Ending.RENDERED, "")
    for name in names["broken"]:
        assert endings[name][0] is Ending.FAILED
        assert endings[name][1].endswith(".")
    for name in names["other"]:
        assert endings[name] == (Ending.SKIPPED, "It is neither a picture nor a video.")
    for name in names["sound"]:
        assert endings[name] == (Ending.SKIPPED, "It holds sound only.")
    assert str(summary) == f"{4 * KINDS} files: 32 rendered, 12 failed, 12 skipped."
    assert {path.stem for path in out.iterdir()} == {Path(name).stem for name in names["good"]}
    assert all(path.stat().st_size for path in out.iterdir())
    assert {path: path.read_bytes() for path in source.iterdir()} == before


@pytest.mark.slow
@pytest.mark.skipif(own_memory() is None, reason="this system does not report the memory of a process")
def test_memory_does_not_grow_with_the_number_of_files(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    write_mixed_files(source, 9 * KINDS)
    _, _, memory = run(find_jobs([source], tmp_path / "out", CONFIG, RenderSettings()))
    third = len(memory) // 3
    assert max(memory[-third:]) - max(memory[:-third]) < MOST_GROWTH


def test_an_unexpected_error_of_a_library_does_not_stop_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = write_mixed_files(tmp_path, 3)["good"]
    usual = FileRenderer.render

    def render(self: FileRenderer, source: Path, *rest: object) -> None:
        if source.name == names[0]:
            raise UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte")
        usual(self, source, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(FileRenderer, "render", render)
    summary, endings, _ = run(find_jobs([tmp_path], tmp_path / "out", CONFIG, RenderSettings()))
    assert endings[names[0]][0] is Ending.FAILED
    assert "UnicodeDecodeError" in endings[names[0]][1]
    assert summary.counts[Ending.RENDERED] == 2


def test_a_file_that_the_user_names_is_never_skipped(tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("Bring the cake.")
    _, endings, _ = run(find_jobs([note, tmp_path / "absent.jpg"], tmp_path / "out", CONFIG, RenderSettings()))
    assert endings["note.txt"][0] is Ending.FAILED
    assert endings["absent.jpg"] == (Ending.FAILED, f"There is no file {tmp_path / 'absent.jpg'}. Check the path.")


def test_names_of_results(tmp_path: Path) -> None:
    files = touched(tmp_path, "a.jpg", "b.mp4", "c.avi", "d.mov", "e.png")
    out = tmp_path / "out"
    composite = {"a.jpg": "a.jpg", "b.mp4": "b.mp4", "c.avi": "c.mp4", "d.mov": "d.mov", "e.png": "e.png"}
    foreground = {"a.jpg": "a.png", "b.mp4": "b.webm", "c.avi": "c.webm", "d.mov": "d.mov", "e.png": "e.png"}
    matte = {"a.jpg": "a.png", "b.mp4": "b.mp4", "c.avi": "c.mp4", "d.mov": "d.mov", "e.png": "e.png"}
    assert targets(files, out) == composite
    assert targets(files, out, RenderSettings(Result.FOREGROUND)) == foreground
    assert targets(files, out, RenderSettings(Result.MATTE)) == matte


def test_files_of_one_name_get_numbers(tmp_path: Path) -> None:
    files = touched(tmp_path, "x/me.jpg", "y/me.jpg", "z/ME.jpg")
    jobs = find_jobs(files, tmp_path / "out", CONFIG, RenderSettings())
    assert [job.target.name for job in jobs] == ["me.jpg", "me (2).jpg", "ME (3).jpg"]


def test_files_that_keep_their_name_choose_first(tmp_path: Path) -> None:
    files = touched(tmp_path, "me.avi", "me.mp4", "it.avif", "it.ico", "it.png")
    found = targets(files, tmp_path / "out")
    assert list(found) == ["me.avi", "me.mp4", "it.avif", "it.ico", "it.png"]
    assert (found["me.avi"], found["me.mp4"]) == ("me (2).mp4", "me.mp4")
    assert [found[f"it.{suffix}"] for suffix in ("avif", "ico", "png")] == ["it (2).png", "it (3).png", "it.png"]


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("a", "It is neither a picture nor a video."),
        ("a", "The camera is gone."),
        ("in/me.jpg", "me.jpg cannot be written as me.mp4."),
        ("in/me.jpg", "in/me.jpg is empty."),
    ],
)
def test_a_report_begins_with_the_path(path: str, reason: str) -> None:
    assert failure_report(Path(path), reason) == f"{Path(path)}: failed. {reason}"


def test_reports_name_files_by_their_path(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "empty.png").touch()
    (folder / "bad.jpg").write_text("no picture")
    (folder / "notes.txt").write_text("no picture")
    files = [folder / name for name in ("empty.png", "bad.jpg", "notes.txt", "absent.mp4")]
    _, endings, _ = run(find_jobs(files, tmp_path / "out", CONFIG, RenderSettings()))
    assert {ending for ending, _ in endings.values()} == {Ending.FAILED}
    reports = {name: failure_report(folder / name, reason) for name, (_, reason) in endings.items()}
    for name, report in reports.items():
        assert report.startswith(f"{folder / name}: failed. ")
        assert report.count(name) == report.count(str(folder / name))
    assert reports["empty.png"].endswith(f" {folder / 'empty.png'} is empty. Give another file.")
    assert reports["notes.txt"] == f"{folder / 'notes.txt'}: failed. It is neither a picture nor a video."


def test_warnings_name_the_path(tmp_path: Path) -> None:
    write_gif(tmp_path / "a.gif", [((20, 20, 20), 10), ((200, 200, 200), 10)])
    job = Job(tmp_path / "a.gif", tmp_path / "a.png", True)
    warnings: list[str] = []
    run_jobs([job], CONFIG, RenderSettings(), lambda *_: None, lambda *_: None, warnings.append, Summary(1))
    assert [warning.partition(": ")[0] for warning in warnings] == [str(tmp_path / "a.gif")]


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
def test_results_never_replace_an_input(tmp_path: Path) -> None:
    """A link in the output folder leads to another input."""
    files = touched(tmp_path, "x/a.jpg", "y/b.jpg", "out/c.txt")
    (tmp_path / "out" / "a.jpg").symlink_to(files[1])
    assert targets(files[:2], tmp_path / "out") == {"a.jpg": "a (2).jpg", "b.jpg": "b.jpg"}


@pytest.mark.parametrize(
    ("inputs", "output"),
    [
        (["d"], "d"),
        (["d", "e"], "e"),
        (["d/*.jpg"], "d"),
        (["d/a.jpg", "e/c.jpg"], "d"),
        (["d"], "d/../d"),
        (["d/sub"], "d/sub"),
        (["."], "."),
        (["d/../d/*"], "d"),
        # The subfolder of the results is one of the input.
        (["photos/photos"], "photos"),
    ],
)
def test_results_among_the_inputs_are_refused(tmp_path: Path, inputs: list[str], output: str) -> None:
    touched(tmp_path, "d/a.jpg", "d/sub/b.jpg", "e/c.jpg", "photos/photos/photos/x.jpg")
    with pytest.raises(ConfigError, match=r"The results would lie among the inputs\. Give another folder\."):
        find_jobs([tmp_path / name for name in inputs], tmp_path / output, CONFIG, RenderSettings())


@pytest.mark.parametrize(
    ("inputs", "output"),
    [
        ([""], "out"),
        (["**"], "out"),
        (["**/*.jpg"], "out"),
        (["*"], "out"),
        (["d", "e"], "d/out"),
        (["d", "*"], "out"),
        (["d/sub"], "d"),
        (["d/sub"], ""),
    ],
)
def test_a_second_run_finds_the_same_files(tmp_path: Path, inputs: list[str], output: str) -> None:
    touched(tmp_path, "a.jpg", "d/a.jpg", "d/sub/b.jpg", "e/c.jpg")
    paths = [tmp_path / name for name in inputs]
    first = find_jobs(paths, tmp_path / output, CONFIG, RenderSettings())
    for job in first:
        job.target.parent.mkdir(parents=True, exist_ok=True)
        job.target.touch()
    assert find_jobs(paths, tmp_path / output, CONFIG, RenderSettings()) == first


def test_a_folder_is_read_at_any_depth_without_hidden_files_and_results(tmp_path: Path) -> None:
    touched(tmp_path, "a.jpg", "sub/b.jpg", ".hidden.jpg", ".git/c.jpg", "out/a.jpg")
    assert targets([tmp_path], tmp_path / "out") == {"a.jpg": "a.jpg", "b.jpg": "sub/b.jpg"}


def test_a_pattern(tmp_path: Path) -> None:
    touched(tmp_path, "a.jpg", "b.jpg", "c.png", "sub/d.jpg", "odd[1].jpg")
    out = tmp_path / "out"
    assert set(targets([tmp_path / "*.jpg"], out)) == {"a.jpg", "b.jpg", "odd[1].jpg"}
    assert set(targets([tmp_path / "**" / "?.jpg"], out)) == {"a.jpg", "b.jpg", "d.jpg"}
    # The name of an existing file is no pattern.
    assert set(targets([tmp_path / "odd[1].jpg"], out)) == {"odd[1].jpg"}


def test_a_file_that_is_named_twice_is_rendered_once(tmp_path: Path) -> None:
    touched(tmp_path, "a.jpg")
    assert len(find_jobs([tmp_path / "a.jpg", tmp_path], tmp_path / "out", CONFIG, RenderSettings())) == 1


@pytest.mark.parametrize(
    ("inputs", "output", "message"),
    [
        (["a.jpg", "b.jpg"], "c.jpg", "c.jpg is a file. For several inputs, give a folder as the last word."),
        (["a.jpg", "b.jpg"], "new.png", "new.png is the name of a file."),
        (["empty"], "out", "empty: There is no file in this folder."),
        (["*.bmp"], "out", "*.bmp: No file matches this pattern."),
        (["empty", "*.bmp"], "out", "this folder. "),
        (["a.jpg"], "c.jpg/out", "cannot be made"),
    ],
)
def test_mistakes(inputs: list[str], output: str, message: str, tmp_path: Path) -> None:
    touched(tmp_path, "a.jpg", "b.jpg", "c.jpg")
    (tmp_path / "empty").mkdir()
    with pytest.raises((ConfigError, DeviceError)) as error:
        find_jobs([tmp_path / name for name in inputs], tmp_path / output, CONFIG, RenderSettings())
    assert message in str(error.value)
    assert not (tmp_path / "out").exists()


def test_what_is_a_batch(tmp_path: Path) -> None:
    (picture,) = touched(tmp_path, "a.jpg")
    assert not is_batch([picture], "out.jpg")
    assert is_batch([picture, picture], "out")
    assert is_batch([tmp_path], "out")
    assert not is_batch([tmp_path], "out.png")
    assert is_batch([picture], str(tmp_path))
    assert is_batch([picture], f"absent{os.sep}")
    assert is_batch([Path("*.jpg")], "out")


def test_an_input_without_files_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    write_mixed_files(tmp_path / "in", 1)
    inputs = [tmp_path / name for name in ("empty", "*.bmp", "in")]
    summary, endings, _ = run(find_jobs(inputs, tmp_path / "out", CONFIG, RenderSettings()))
    assert endings["empty"] == (Ending.FAILED, "There is no file in this folder.")
    assert endings["*.bmp"] == (Ending.FAILED, "No file matches this pattern.")
    assert str(summary) == "3 files: 1 rendered, 2 failed."


def closed(monkeypatch: pytest.MonkeyPatch, function: str, path: Path) -> None:
    """Make the system refuse to open a file or folder, which it never does to the user root."""
    usual: Callable[..., Any] = getattr(os, function)

    def refusing(name: Any, *rest: Any) -> Any:
        if Path(name) == path:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), os.fspath(path))
        return usual(name, *rest)

    monkeypatch.setattr(os, function, refusing)


def test_a_closed_folder_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_mixed_files(tmp_path / "in", 1)
    touched(tmp_path, "in/private/b.jpg")
    closed(monkeypatch, "scandir", tmp_path / "in" / "private")
    for inputs in ("in", "in/**"):
        summary, endings, _ = run(find_jobs([tmp_path / inputs], tmp_path / "out", CONFIG, RenderSettings()))
        assert endings["private"] == (Ending.FAILED, "The folder cannot be read (Permission denied).")
        assert str(summary) == "2 files: 1 rendered, 1 failed."
    with pytest.raises(ConfigError, match=r"private: The folder cannot be read \(Permission denied\)"):
        find_jobs([tmp_path / "in" / "private"], tmp_path / "out", CONFIG, RenderSettings())


def test_a_file_that_cannot_be_opened_is_a_failure_whatever_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_mixed_files(tmp_path / "in", 1)
    secret = tmp_path / "in" / "secret"
    secret.write_text("This may be anything.")
    closed(monkeypatch, "open", secret)
    _, endings, _ = run(find_jobs([tmp_path / "in"], tmp_path / "out", CONFIG, RenderSettings()))
    assert endings["secret"][0] is Ending.FAILED
    assert "cannot be read (Permission denied)" in endings["secret"][1]


def test_a_file_found_and_named_is_a_named_one(tmp_path: Path) -> None:
    (note,) = touched(tmp_path, "note.txt")
    (job,) = find_jobs([tmp_path, note], tmp_path / "out", CONFIG, RenderSettings())
    assert job.is_named


def test_sound_that_is_named_is_a_failure(tmp_path: Path) -> None:
    sound = write_sound(tmp_path / "song.m4a")
    _, endings, _ = run(find_jobs([sound], tmp_path / "out", CONFIG, RenderSettings()))
    assert endings["song.m4a"][0] is Ending.FAILED


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
def test_a_link_in_the_output_folder_is_replaced_not_its_file(tmp_path: Path) -> None:
    (name,) = write_mixed_files(tmp_path / "in", 1)["good"]
    touched(tmp_path, "out/other.txt")
    (tmp_path / "precious").write_text("precious")
    link = tmp_path / "out" / name
    link.symlink_to(tmp_path / "precious")
    summary, _, _ = run(find_jobs([tmp_path / "in"], tmp_path / "out", CONFIG, RenderSettings()))
    assert summary.counts[Ending.RENDERED] == 1
    assert (tmp_path / "precious").read_text() == "precious"
    assert not link.is_symlink()
    assert is_picture(link)


@pytest.mark.parametrize("name", ["out", "new/out"])
def test_an_output_folder_that_cannot_be_written_to_is_one_mistake(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    touched(tmp_path, "a.jpg", "out/b.txt")
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(DeviceError, match="may not be written to"):
        find_jobs([tmp_path / "a.jpg"], tmp_path / name, CONFIG, RenderSettings())
    assert not (tmp_path / "new").exists()
