"""There is one path from a frame to a sink: which functions make, read and pass on pixels, found in the code itself."""

import ast
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from inspect import get_annotations
from pathlib import Path

import pytest

import app
from app.backgrounds.spec import RoomSpec
from app.core.types import Composite, CutOut, FrameProcessor, FrameRequest, Scenery, Sink
from app.devices.media.recording import save_snapshot
from app.devices.media.video_writer import VideoFileSink
from app.render.render_file import _write

ROOT = Path(app.__file__).parents[1]
SCENERY = (
    "app.core.compositing.backgrounds",
    "app.core.compositing.clip",
    "app.core.compositing.slideshow",
    "app.devices.media.video_background",
)


@dataclass(frozen=True)
class Place:
    """One node of the application's code.

    Attributes:
        module: dotted name.
        function: the enclosing function or class, with the module in front.
        node: the node itself.
        conditions: the tests of the `if` statements in whose bodies it stands, the innermost last.
    """

    module: str
    function: str
    node: ast.AST
    conditions: tuple[ast.expr, ...] = ()


@cache
def places() -> tuple[Place, ...]:
    """Return every node of the application's code."""
    found: list[Place] = []
    for path in sorted((ROOT / "app").rglob("*.py")):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        found += _below(Place(module, module, ast.parse(path.read_text(encoding="utf-8"))))
    return tuple(found)


def _below(place: Place) -> Iterator[Place]:
    for name, value in ast.iter_fields(place.node):
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST):
                continue
            function, conditions = place.function, place.conditions
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                function = f"{function}.{child.name}"
            if isinstance(place.node, ast.If | ast.IfExp) and name == "body":
                conditions = (*conditions, place.node.test)
            inner = Place(place.module, function, child, conditions)
            yield inner
            yield from _below(inner)


def called(node: ast.AST) -> str:
    """Return the last part of the name of what a node calls; empty for a node that is no call or calls no name."""
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def calls(name: str) -> list[Place]:
    """Return the calls of functions, classes or methods of a name."""
    return [place for place in places() if called(place.node) == name]


def callers(name: str, where: Callable[[ast.Call], bool] = lambda call: True) -> Counter[str]:
    """Return how often each function calls something of a name."""
    found = (place for place in calls(name) if isinstance(place.node, ast.Call) and where(place.node))
    return Counter(place.function for place in found)


def readers(attribute: str) -> set[str]:
    """Return the functions that read or write an attribute of whatever object."""
    return {
        place.function for place in places() if isinstance(place.node, ast.Attribute) and place.node.attr == attribute
    }


def has_no_matte(call: ast.Call) -> bool:
    """Say whether a call of `Composite` gives None for the matte."""
    return len(call.args) == 2 and isinstance(call.args[1], ast.Constant) and call.args[1].value is None


@pytest.mark.slow
def test_composites_come_from_the_processors_and_slates_alone() -> None:
    assert callers("Composite", has_no_matte) == {
        "app.core.compositing.compositor.make_slate": 1,
        # A test picture of random colours.
        "app.doctor.loopback_test.prove_by_writing": 1,
        "app.doctor.pipewire._proof": 1,
    }
    assert callers("Composite", lambda call: not has_no_matte(call)) == {
        "app.core.compositing.processor.Processor.process": 1,
        "app.cuda.processor.CudaProcessor.process": 1,
        # The whole frame, for the background that the test after the next is about.
        "app.core.compositing.passthrough.passthrough": 2,
        # The matte as a grey picture.
        "app.render.render_file._matte_picture": 1,
    }


def test_mattes_are_tied_to_their_frame_where_they_are_computed() -> None:
    assert callers("Matte") == {
        "app.core.compositing.processor.Processor._segment": 1,
        "app.core.compositing.passthrough.passthrough": 1,
        "app.cuda.processor.CudaProcessor._processed": 1,
    }
    for place in calls("Matte"):
        assert isinstance(place.node, ast.Call)
        frame = place.node.args[1]
        # The frame that the function works on, not another one's matte.
        assert isinstance(frame, ast.Name)
        assert frame.id == "frame"


@pytest.mark.slow
def test_the_passthrough_is_shown_for_one_background_and_that_is_one_word_alone() -> None:
    assert callers("Room") == {"app.backgrounds.spec.RoomSpec.open": 1}
    # Nothing but `parse` makes the spec, by its word.
    assert callers("RoomSpec") == {}
    words = ("none", "None", "none ", "none:1", "blur", "#000000", "")
    assert [word for word in words if RoomSpec.matches(word)] == ["none"]
    assert callers("passthrough") == {
        "app.core.compositing.processor.Processor.process": 1,
        "app.cuda.processor.CudaProcessor.process": 1,
    }
    for place in calls("passthrough"):
        test = place.conditions[-1]
        assert isinstance(test, ast.Call)
        assert called(test) == "isinstance"
        assert [getattr(argument, "id", "") for argument in test.args] == ["background", "Room"]


def test_a_processor_takes_a_frame_and_returns_a_composite() -> None:
    hints = get_annotations(FrameProcessor.process, eval_str=True)
    assert hints == {"request": FrameRequest, "return": Composite}


def test_a_sink_is_given_what_the_screen_shows_and_nothing_else() -> None:
    assert get_annotations(Sink.write, eval_str=True)["composite"] is Composite

    def is_of_a_sink(call: ast.Call) -> bool:
        return isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value).endswith("sink")

    assert callers("write", is_of_a_sink) == {
        "app.core.pipeline.output.Output._serve": 1,
        "app.core.pipeline.output.end_with": 1,
        # The same composite for each member of a group.
        "app.devices.sink_group.SinkGroup.write": 1,
        # The test pictures of the first test.
        "app.doctor.loopback_test._feed": 1,
        "app.doctor.pipewire._is_seen": 1,
    }
    (written,) = (
        place.node.args
        for place in calls("write")
        if place.function.endswith("Output._serve") and isinstance(place.node, ast.Call)
    )
    assert [called(argument) for argument in written] == ["current"]
    assert callers("end_with") == {
        "app.core.pipeline.output.Output._serve": 1,
        "app.devices.sink_group.SinkGroup.write": 1,
        "app.doctor.loopback_test.prove_by_writing": 1,
        "app.doctor.pipewire._proof": 1,
    }
    last = [place.node.args[0] for place in calls("end_with") if isinstance(place.node, ast.Call)]
    assert sorted(map(called, last)) == ["make_slate", "make_slate", "make_slate", "slate"]


def test_the_screen_is_filled_by_the_worker_alone() -> None:
    def is_of_the_screen(call: ast.Call) -> bool:
        return isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value).endswith("_screen")

    assert callers("show", is_of_the_screen) == {"app.core.pipeline.worker.Worker.run": 1}


def test_files_are_written_from_composites_and_cut_outs_alone() -> None:
    assert get_annotations(VideoFileSink.write_at, eval_str=True)["composite"] is Composite
    assert get_annotations(save_snapshot, eval_str=True)["composite"] is Composite
    assert callers("write_at") == {
        "app.devices.media.recording.RecordingSink.write": 1,
        "app.devices.media.video_writer.VideoFileSink.write": 1,
        "app.render.render_file._write": 1,
    }
    assert callers("write_cut_out") == {"app.render.render_file._write": 1}
    assert get_annotations(_write, eval_str=True)["picture"] == Composite | CutOut
    assert callers("save_snapshot") == {"app.gui.session.recorder.Recorder.snapshot": 1}
    assert callers("write_picture") == {
        "app.devices.media.recording.save_snapshot": 1,
        "app.render.picture_sequence.PictureSequence.write": 1,
        "app.render.render_file.FileRenderer.render": 1,
    }


def test_nobody_else_touches_pixels() -> None:
    of_frames = {
        # Their shape is checked.
        "app.core.types.Frame.__post_init__",
        "app.core.types.Frame.size",
        "app.core.types.Frame.flipped",
        "app.core.types.Frame._pyramid",
        "app.core.types.Matte.__post_init__",
        "app.core.types.Matte.factor",
        # They are segmented, cropped, placed, or shown whole.
        "app.inference.BisenetSegmenter.__call__",
        "app.cuda.processor.CudaProcessor._run",
        "app.core.placement.cropped_to_fill",
        "app.core.placement.place",
        "app.core.compositing.passthrough.passthrough",
    }
    of_people_who_were_placed = {
        "app.core.compositing.blur.blurred_room",
        "app.core.compositing.colour.coarse",
        "app.core.compositing.compositor.compose",
        "app.core.compositing.compositor.cut_out",
        "app.core.compositing.compositor.person_layer",
        "app.core.compositing.compositor._person",
        # The user's own preview of what the camera sees.
        "app.gui.session.view_mode._before",
    }
    of_composites = {
        "app.core.types.Composite.__post_init__",
        "app.core.types.Composite.size",
        "app.commands.bench.stand_ins.NullSink.write",
        "app.cuda.processor.CudaProcessor._processed",
        "app.devices.media.recording.save_snapshot",
        "app.devices.media.video_writer.VideoFileSink.write_at",
        "app.devices.linux.pipewire.camera.PipeWireSink.write",
        "app.devices.virtual_camera.VirtualCameraSink.write",
        "app.doctor.gpu_test.compare",
        "app.gui.session.view_mode.seen",
        "app.render.render_file._pixels",
    }
    of_colours = {"app.backgrounds.spec.ColourSpec.open", "app.gui.backgrounds.clipboard._word"}
    assert readers("rgb") == of_frames | of_people_who_were_placed | of_composites | of_colours
    # They are segmented, or compared with the empty room.
    assert readers("halved") == {"app.inference.BisenetSegmenter.__call__", "app.core.corrections.apply.view_of"}
    assert readers("_pyramid") == {"app.core.types.Frame.halved"}


def test_pictures_of_the_empty_room_are_compared_and_shown_to_nobody() -> None:
    assert readers("plate") == {
        "app.core.corrections.apply.emptiness",
        "app.core.corrections.brush._with",
        "app.core.corrections.brush._without",
        "app.core.corrections.comparison.furniture_comparison",
        "app.core.corrections.comparison.room_comparison",
        "app.core.furniture.FurnitureLearner._give_up",
        "app.core.furniture.FurnitureLearner._learn",
        "app.core.furniture.FurnitureLearner._take_in",
        "app.cuda.corrections._DeviceComparison.set",
    }


@pytest.mark.parametrize("module", SCENERY)
def test_scenery_never_sees_a_frame(module: str) -> None:
    names = {place.node.id for place in places() if place.module == module and isinstance(place.node, ast.Name)}
    assert names
    assert not names & {"Frame", "FrameRequest", "Matte", "Composite"}


def test_that_is_all_the_scenery_there_is() -> None:
    assert set(get_annotations(Scenery.picture, eval_str=True)) == {"at", "size", "return"}
    modules = {
        place.module for place in places() if isinstance(place.node, ast.FunctionDef) and place.node.name == "picture"
    }
    assert modules <= {*SCENERY, "app.core.types"}
