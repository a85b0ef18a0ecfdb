"""The session needs no widget: a rule that the import contracts cannot state, since it forbids a part of a package."""

import subprocess
import sys


def test_importing_the_session_imports_no_widget() -> None:
    script = """
import importlib, pkgutil, sys
import app.gui.session as package
for module in pkgutil.iter_modules(package.__path__, "app.gui.session."):
    importlib.import_module(module.name)
assert "app.gui.session.session" in sys.modules
assert "PySide6.QtCore" in sys.modules
assert "PySide6.QtWidgets" not in sys.modules, "the session imports widgets"
"""
    environment = {"PYTHONPATH": ":".join(path for path in sys.path if path), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
