"""Every mistake costs one sentence and exit status 2, by the real command in a process of its own."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.factory import assets
from bisenet.manifest import weights_folder
from tests.clips import write_video
from tests.own_models import publish_copy
from tests.render.mixed_files import write_sound

pytestmark = pytest.mark.slow

_CODE = """
import sys
from pathlib import Path
import bisenet.manifest
folder = sys.argv.pop(1)
if folder:
    bisenet.manifest.weights_folder = lambda: Path(folder)
from app.cli.main import main
sys.exit(main())
"""


def run(*arguments: str, weights: str = "", cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", _CODE, weights, *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, env=environment, timeout=120, check=False)


def sentence(done: subprocess.CompletedProcess[str]) -> str:
    """Return the one line of the error, having checked the status."""
    assert done.returncode == 2, done.stderr
    (line,) = done.stderr.strip().splitlines()
    return line


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    from app.devices.media.pictures import write_picture
    from tests.fakes import plain

    path = tmp_path / "me.png"
    write_picture(path, plain((90, 90, 90)))
    return path


@pytest.mark.parametrize("mode", [[], ["bench"]])
def test_a_missing_background(mode: list[str]) -> None:
    done = run(*mode, "--background", "absent.jpg")
    assert (
        "There is no background 'absent.jpg'. Give a file, a folder, #rrggbb, blur, none, or one of: beach.jpg"
        in sentence(done)
    )


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("#12", "is not a colour"),
        ("#gggggg", "is not a colour"),
        ("blur:0", "blur strength"),
        ("blur:x", "blur strength"),
        ("slideshow:nowhere", "There is no folder 'nowhere'. Give a folder of pictures"),
        ("transparent", "can only be written to a file. Use it with render."),
    ],
)
def test_an_unknown_background(value: str, message: str) -> None:
    assert message in sentence(run("bench", "--background", value))


def test_an_unreadable_image(tmp_path: Path) -> None:
    (tmp_path / "bad.jpg").write_text("not a picture")
    assert "bad.jpg is not a picture" in sentence(run("--background", str(tmp_path / "bad.jpg")))
    assert "is not a picture" in sentence(run("--camera", str(tmp_path / "bad.jpg")))


def test_no_such_camera() -> None:
    assert "There is no camera" in sentence(run("--camera", "no such camera"))
    if sys.platform.startswith("linux"):
        assert "There is no camera /dev/video97." in sentence(run("--camera", "97"))


def test_an_unknown_model() -> None:
    assert "no trained model named 'unet'. Choose one of: bisenet" in sentence(run("--model", "unet"))


@pytest.mark.parametrize("mode", [[], ["bench"], ["render", "{picture}", "out.png"]])
def test_a_folder_that_holds_no_model(mode: list[str], picture: Path, tmp_path: Path) -> None:
    words = [word.format(picture=picture) for word in mode]
    (tmp_path / "mine").mkdir()
    done = run(*words, "--model", "mine", cwd=tmp_path)
    assert "There is no manifest.json in mine. Give a folder that bisenet publish wrote." in sentence(done)
    assert not (tmp_path / "out.png").exists()


def test_a_model_of_several_classes(picture: Path, tmp_path: Path) -> None:
    publish_copy(tmp_path / "faces", classes={"names": ["background", "skin", "hair", "nose"]})
    done = run("render", str(picture), "out.png", "--model", "faces", cwd=tmp_path)
    assert "segments 4 classes (background, skin, hair, ...) and not people. Choose a model of one" in sentence(done)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks for a V4L2 device")
def test_no_virtual_camera() -> None:
    message = sentence(run("--virtual-camera", "/dev/video97"))
    assert "/dev/video97" in message
    assert "/dev/video97" in sentence(run("--headless", "--virtual-camera", "/dev/video97"))


@pytest.mark.parametrize("size", ["0x0", "1279x720", "12", "axb", "99999x2", "-2x4"])
def test_an_invalid_size(size: str) -> None:
    assert "is not a size; give even numbers" in sentence(run(f"--size={size}"))


@pytest.mark.parametrize("option", ["--fps=0", "--fps=x", "--fps=1000"])
def test_an_invalid_rate(option: str) -> None:
    assert "is not a whole number from 1 to 120" in sentence(run(option))


def test_damaged_weights(tmp_path: Path, picture: Path) -> None:
    folder = tmp_path / "weights"
    shutil.copytree(weights_folder(), folder)
    name = sorted(json.loads((folder / "manifest.json").read_text())["models"])[0]
    file = folder / f"{name}.safetensors"
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(data)
    out = tmp_path / "out.png"
    done = run("render", str(picture), str(out), "--model", name, weights=str(folder))
    assert "is damaged (its sha256 is not the manifest's). Install bisenet-bg again." in sentence(done)
    assert "is damaged" in sentence(run("--model", name, weights=str(folder)))
    assert "is damaged" in sentence(run("--device", "cpu", weights=str(folder)))
    assert not out.exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("{picture}", "absent/out.png"), "There is no folder absent. Create it, or choose another output."),
        (("absent.png", "out.png"), "There is no file absent.png."),
        (("{picture}", "out.mp4"), "cannot be written as out.mp4. Give a picture name"),
        (("{picture}", "{picture}"), "is the input file"),
        (("text.mp4", "out.mp4"), "is not a video"),
        (("notes.txt", "out.png"), "notes.txt is neither a picture nor a video. Give another file."),
        (("sound.m4a", "out.mp4"), "sound.m4a holds sound only. Use a video or a picture."),
        (("cut.mp4", "out.mp4"), "cut.mp4 is a video that cannot be read; it may be incomplete. Copy it again"),
        (("{picture}", "out.jpg", "--result", "foreground"), "Give a .png name, or another --result."),
        (("{picture}", "out.png", "--background", "text.mp4"), "text.mp4 is not a video"),
        (("{picture}", "out.png", "--background", "empty"), "There is no picture in the folder empty."),
        (("{picture}", "out.jpg", "--background", "transparent"), "out.jpg cannot be transparent. Give a .png name"),
        (("text.mp4", "out.mp4", "--background", "transparent"), "Give a .webm or .mov name"),
        (("text.mp4", "out.mkv", "--background", "transparent"), "Give a .webm or .mov name"),
        (("{picture}", "out.png", "--fit", "round"), "invalid choice: 'round'"),
        (("{picture}", "out.png", "--slide-seconds", "0"), "0 is not a number from 0.01 to 3600"),
    ],
)
def test_render_mistakes_write_nothing(arguments: tuple[str, ...], message: str, picture: Path, tmp_path: Path) -> None:
    (tmp_path / "text.mp4").write_text("no video")
    (tmp_path / "notes.txt").write_text("no picture")
    write_sound(tmp_path / "sound.m4a")
    whole = write_video(tmp_path / "cut.mp4", [20, 60, 100]).read_bytes()
    (tmp_path / "cut.mp4").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "empty").mkdir()
    before = sorted(tmp_path.iterdir())
    done = run("render", *(argument.format(picture=picture) for argument in arguments), cwd=tmp_path)
    assert message in sentence(done)
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(("word", "what"), [("x" * 300, "background"), ("~nosuchuser/x", "file or folder")])
def test_words_that_cannot_be_file_names(word: str, what: str) -> None:
    assert f"There is no {what}" in sentence(run("bench", "--background", word))
    assert "There is no camera" in sentence(run("--camera", word))


def test_a_name_that_is_too_long_for_the_system(picture: Path, tmp_path: Path) -> None:
    done = run("render", str(picture), "x" * 300 + ".png", cwd=tmp_path)
    assert "This name cannot be used" in sentence(done)


def test_options_before_a_command_apply() -> None:
    assert "no background 'absent'" in sentence(run("--background", "absent", "bench"))
    assert "no trained model named 'unet'" in sentence(run("--model", "unet", "bench"))


@pytest.mark.skipif(not hasattr(signal, "SIGTERM") or sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_an_interrupted_render_leaves_no_file(name: str, tmp_path: Path) -> None:
    out = tmp_path / "out.mp4"
    clip = str(assets() / "demo.mp4")
    command = [sys.executable, "-c", _CODE, "", "render", clip, str(out), "--device", "cpu"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, cwd=tmp_path) as process:
        while not list(tmp_path.iterdir()):
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(getattr(signal, name))
        _, complaint = process.communicate(timeout=60)
    assert process.returncode in (130, 128 + getattr(signal, name)), complaint
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")
def test_a_closed_pipe_is_no_error(tmp_path: Path) -> None:
    code = _CODE.replace("sys.exit(main())", "import time; time.sleep(0.5); sys.exit(main())")
    command = [sys.executable, "-c", code, "", "devices", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        complaint = process.stderr.read()
    assert process.returncode == 1
    assert complaint == b""
