"""There is one way from a frame to a sink: what the code itself says of who makes, reads and hands on what."""

import ast
from functools import cache
from inspect import get_annotations
from pathlib import Path

import pytest

import app
from app.backgrounds.spec import RoomSpec
from app.core.types import Composite, Scenery, Sink
from app.devices.media.snapshots import save_snapshot
from app.devices.media.video_writer import VideoFileSink

ROOT = Path(app.__file__).parents[1]
SCENERY = (
    "app/core/compositing/backgrounds.py",
    "app/core/compositing/clip.py",
    "app/core/compositing/slideshow.py",
    "app/devices/media/video_background.py",
)


@cache
def nodes() -> list[tuple[str, ast.AST]]:
    """Return every part of the application's code with its file."""
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "app").rglob("*.py"))}
    return [(path.relative_to(ROOT).as_posix(), node) for path, tree in trees.items() for node in ast.walk(tree)]


def callers(*names: str) -> dict[str, list[str]]:
    """Return the calls of functions, classes or methods of that name, by file, as they stand there."""
    found: dict[str, list[str]] = {}
    for file, node in nodes():
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in names:
            found.setdefault(file, []).append(ast.unparse(node))
    return found


@pytest.mark.slow
def test_composites_come_from_the_processors_and_slates_alone() -> None:
    assert callers("Composite") == {
        "app/core/compositing/compositor.py": ["Composite(rgb, None)"],
        "app/core/compositing/processor.py": ["Composite(compose(layers, picture), matte)"],
        # The whole frame, for a wish that the next test is about.
        "app/core/compositing/passthrough.py": ["Composite(rgb, matte)", "Composite(placed.rgb, matte)"],
        "app/cuda/processor.py": ["Composite(*self._processed(frame, background, size, look, corrections))"],
        # A test picture, without a matte as a slate is.
        "app/doctor/loopback_test.py": ["Composite(marker.drawn(size), None)"],
    }


def test_mattes_are_tied_to_their_frame_where_they_are_computed() -> None:
    assert callers("Matte") == {
        "app/core/compositing/processor.py": ["Matte(corrected(alpha, frame, corrections), frame)"],
        "app/core/compositing/passthrough.py": ["Matte(np.full(frame.rgb.shape[:2], 255, np.uint8), frame)"],
        "app/cuda/processor.py": ["Matte(result.matte, frame)"],
    }


@pytest.mark.slow
def test_the_whole_frame_is_shown_for_one_background_and_that_is_one_word_alone() -> None:
    assert callers("Room") == {"app/backgrounds/spec.py": ["Room()"]}
    # No other code makes the spec than `parse`, which goes by the word.
    assert callers("RoomSpec") == {}
    assert callers("whole_frame") == {
        "app/core/compositing/processor.py": ["whole_frame(frame, size, look)"],
        "app/cuda/processor.py": ["whole_frame(frame, size, look)"],
    }
    guards = {
        (file, ast.unparse(node.test))
        for file, node in nodes()
        if isinstance(node, ast.If) and any("whole_frame(" in ast.unparse(step) for step in node.body)
    }
    assert guards == {(file, "isinstance(background, Room)") for file in callers("whole_frame")}
    (kind,) = [node for _, node in nodes() if isinstance(node, ast.ClassDef) and "Room()" in ast.unparse(node)]
    assert kind.name == RoomSpec.__name__
    assert [word for word in ("none", "None", "none ", "none:1", "blur", "#000000", "") if RoomSpec.matches(word)] == [
        "none"
    ]


def test_a_sink_is_given_what_the_screen_shows_and_nothing_else() -> None:
    assert get_annotations(Sink.write, eval_str=True)["composite"] is Composite
    calls = {file: [call for call in found if call.startswith("sink.")] for file, found in callers("write").items()}
    assert {file: found for file, found in calls.items() if found} == {
        "app/core/pipeline/output.py": ["sink.write(slate)", "sink.write(self._screen.current(now))"],
        # The test picture, which is the one above.
        "app/doctor/loopback_test.py": ["sink.write(composite)"],
    }
    assert callers("end_with") == {
        "app/core/pipeline/output.py": ["end_with(self._screen.slate(), sink)"],
        "app/doctor/loopback_test.py": ["end_with(make_slate(size, 'Camera is off'), sink)"],
    }


def test_files_are_written_from_composites_and_cut_outs_alone() -> None:
    assert get_annotations(VideoFileSink.write_at, eval_str=True)["composite"] is Composite
    assert get_annotations(save_snapshot, eval_str=True)["composite"] is Composite
    assert callers("write_at") == {
        "app/devices/media/recording.py": ["self._file.write_at(composite, self._stamp)"],
        "app/devices/media/video_writer.py": ["self.write_at(composite, self._next)"],
        "app/render/render_file.py": ["sink.write_at(processor.process(frame, scene, size, look), pts)"],
    }
    assert callers("save_snapshot") == {
        "app/gui/session/recorder.py": ["save_snapshot(composite, place, datetime.now())"],
    }
    assert callers("write_picture") == {
        "app/devices/media/snapshots.py": ["write_picture(beside, composite.rgb)"],
        "app/render/render_file.py": ["write_picture(beside, pixels)"],
    }


def test_nobody_else_lays_a_hand_on_a_frames_pixels() -> None:
    readers = {
        file
        for file, node in nodes()
        if isinstance(node, ast.Attribute) and node.attr == "rgb" and ast.unparse(node.value).endswith("frame")
    }
    # It is cut out and placed, a segmenter looks at it, and it is compared with the empty room; types.py compares
    # shapes.
    assert readers == {
        "app/core/corrections/apply.py",
        "app/core/placement.py",
        "app/core/compositing/passthrough.py",
        "app/core/types.py",
        "app/cuda/processor.py",
        "app/factory.py",
    }


def test_pictures_of_the_empty_room_are_compared_and_shown_to_nobody() -> None:
    readers = {file for file, node in nodes() if isinstance(node, ast.Attribute) and node.attr == "plate"}
    core = {
        f"app/core/{name}.py" for name in ("corrections/model", "corrections/apply", "furniture", "corrections/brush")
    }
    assert readers == {*core, "app/cuda/correcting.py"}


@pytest.mark.parametrize("file", SCENERY)
def test_scenery_never_sees_a_frame(file: str) -> None:
    names = {node.id for name, node in nodes() if name == file and isinstance(node, ast.Name)}
    assert not names & {"Frame", "Matte", "Composite"}


def test_that_is_all_the_scenery_there_is() -> None:
    assert set(get_annotations(Scenery.picture, eval_str=True)) == {"at", "size", "return"}
    files = {file for file, node in nodes() if isinstance(node, ast.FunctionDef) and node.name == "picture"}
    assert files <= {*SCENERY, "app/core/types.py"}
