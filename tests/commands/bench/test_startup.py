import json
import re
import subprocess
import sys

import pytest

from app.commands.bench.config import BenchConfig
from app.commands.bench.startup import start_up_seconds
from app.core.errors import ConfigError
from app.core.types import Size

pytestmark = pytest.mark.slow

_CODE = """
import sys
from app.commands.bench.first_composite import main
status = main(sys.argv[1])
print([name for name in ("PySide6", "torch", "pyvirtualcam.camera") if name in sys.modules])
sys.exit(status)
"""


def test_the_child_process_makes_a_composite_without_qt_and_torch() -> None:
    words = json.dumps(["#00b140", None, "cpu", 64, 36])
    done = subprocess.run([sys.executable, "-c", _CODE, words], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["first composite", "[]"]
    assert done.stderr == ""


def test_a_start_takes_time() -> None:
    assert start_up_seconds(BenchConfig(device="cpu", size=Size(64, 36))) > 0


@pytest.mark.parametrize(
    ("config", "sentence"),
    [
        (BenchConfig(background="absent"), "There is no background 'absent'. Give a file"),
        (BenchConfig(model="unet"), "There is no trained model named 'unet'. Choose one of"),
    ],
)
def test_the_error_is_the_last_line_of_the_child(config: BenchConfig, sentence: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(sentence)):
        start_up_seconds(config)


def test_a_model_that_fails_later_ends_the_child() -> None:
    code = _CODE.replace(
        "status =",
        "import numpy, app.inference\n"
        "app.inference.BisenetSegmenter.__call__ = lambda *_: numpy.zeros((1, 1), numpy.float32)\n"
        "status =",
    )
    words = json.dumps(["#00b140", None, "cpu", 64, 36])
    done = subprocess.run([sys.executable, "-c", code, words], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert "The segmenter gave float32 (1, 1)" in done.stderr
