"""The whole window in a process of its own, from start to signal."""

import os
import signal
import subprocess
import sys

import pytest

_SCRIPT = """
import os, signal, sys, threading
import app
from app.config import AppConfig, Start
from app.control.instance import only_instance
from app.gui.application import run
from tests.fakes import SMALL
from tests.gui.fakes import FakeParts


class Parts(FakeParts):
    def build_pipeline(self, config):
        if sys.argv[2] == "early":
            os.kill(os.getpid(), int(sys.argv[1]))
        return super().build_pipeline(config)

    def list_cameras(self):
        if sys.argv[2] == "early":
            return super().list_cameras()
        # By now the window is up; first something fails in a thread, then the user ends it all.
        thread = threading.Thread(target=lambda: 1 / 0)
        thread.start()
        thread.join()
        os.kill(os.getpid(), int(sys.argv[1]))
        return super().list_cameras()


app.factory = sys.modules["app.factory"] = Parts()
with only_instance() as instance:
    status = run(Start(AppConfig(background="#808080", size=SMALL, virtual_camera=""), {"background"}), instance)
print(sorted(thread.name for thread in threading.enumerate()))
sys.exit(status)
"""


@pytest.mark.parametrize("moment", ["early", "late"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.skipif(sys.platform == "win32", reason="signals to oneself end the process there")
def test_a_signal_ends_it_in_good_order(number: signal.Signals, moment: str) -> None:
    environment = {
        "PYTHONPATH": ":".join(path for path in sys.path if path),
        "QT_QPA_PLATFORM": "offscreen",
        "XDG_RUNTIME_DIR": os.environ["XDG_RUNTIME_DIR"],
        "XDG_CONFIG_HOME": os.environ["XDG_CONFIG_HOME"],
    }
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT, str(int(number)), moment],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout.strip() == "['MainThread']"
