"""A picture of the room goes nowhere but to the output: not into a log, not onto the terminal, not into a file."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.offline import environment

pytestmark = pytest.mark.slow

# The main job at the most talkative level, on a camera of one colour, to its end by an error in a stage.
_CODE = """
import json, logging, sys, threading, time
records = []
class Keeper(logging.Handler):
    def emit(self, record):
        kinds = [type(value).__name__ for value in (*(record.args or ()), *vars(record).values())]
        records.append([self.format(record), kinds])
logging.getLogger().addHandler(Keeper())
logging.getLogger().setLevel(logging.DEBUG)
import av.logging
import app.core.compositing.processor, app.factory
import pyvirtualcam.camera
from app.commands.headless import serve
from app.config import AppConfig
from app.core.errors import StageError
from app.core.types import Size
from app.devices import virtual_camera
from tests.fakes import SECRET, FakeBackend, FakeSource, plain
pyvirtualcam.camera.BACKENDS["fake"] = FakeBackend
virtual_camera.handlers = lambda: (virtual_camera.Handler("fake", "Fake Camera", ""),)
app.factory.FilmSource = lambda path: FakeSource(plain(SECRET, Size(320, 180)))
usual, calls = app.inference.BisenetSegmenter.__call__, []
def segment(self, frame, look, detail=1.0):
    {deed}
    calls.append(frame)
    if len(calls) > 8:
        raise ValueError("A stage broke.")
    return usual(self, frame, look, detail)
app.inference.BisenetSegmenter.__call__ = segment
config = AppConfig("blur", camera="demo", virtual_camera=(), size=Size(320, 180), fps=60)
pipeline = app.factory.build_pipeline(config)
# After the demo clip was opened: at this level PyAV's decoder threads and Python's lock may block each other.
av.logging.set_level(av.logging.DEBUG)
pipeline.start()
try:
    serve(pipeline, threading.Event())
except StageError as error:
    logging.getLogger().debug("ended", exc_info=True)
    print(error, file=sys.stderr)
assert pipeline.stop() == []
logging.getLogger().info("seen %s", len(calls))
print(json.dumps(records))
"""
# Numbers, bytes, hexadecimal and base64 of the camera's colour.
_TRACES = re.compile(r"255,?\s+0,?\s+254|\\xff\\x00\\xfe|ff00fe|/wD\+", re.IGNORECASE)
_PLAIN = {"str", "int", "float", "bool", "NoneType", "tuple", "list"}


class Run:
    """What a run of the main job left behind."""

    def __init__(self, deed: str, folder: Path) -> None:
        command = [sys.executable, "-c", _CODE.replace("{deed}", deed)]
        done = subprocess.run(
            command, capture_output=True, text=True, cwd=folder, env=environment(folder), timeout=120, check=True
        )
        self.words = done.stderr
        self.records = json.loads(done.stdout.splitlines()[-1])
        self.printed = done.stdout.splitlines()[:-1]
        self.files = [str(path.relative_to(folder)) for path in folder.rglob("*")]

    def traces(self) -> list[str]:
        """Return everything that shows, or hands on, a picture."""
        texts = [self.words, *self.printed, *(text for text, _ in self.records)]
        handed_on = [text for text, kinds in self.records if not set(kinds) <= _PLAIN]
        return [*(text for text in texts if _TRACES.search(text)), *handed_on, *self.files]


def test_a_run_at_debug_level_leaves_no_picture(tmp_path: Path) -> None:
    run = Run("pass", tmp_path)
    assert "A stage broke." in run.words
    assert run.records[-1][0] == "seen 9"
    assert run.traces() == []


@pytest.mark.parametrize(
    "deed",
    [
        "logging.getLogger('app').debug('working on %s', frame)",
        "logging.getLogger('app').debug('a row: ' + repr(frame.rgb[0, :2].tobytes()))",
        "print(frame.rgb[0, 0].tobytes().hex(), file=sys.stderr)",
        "print(frame.rgb)",
        "import cv2; cv2.imwrite('last.png', frame.rgb)",
        "import pathlib, tempfile; pathlib.Path(tempfile.gettempdir(), 'x.raw').write_bytes(frame.rgb)",
    ],
    ids=["frame", "bytes", "terminal", "output", "file", "temporary"],
)
def test_a_run_that_kept_a_picture_would_be_noticed(deed: str, tmp_path: Path) -> None:
    assert Run(deed, tmp_path).traces()
