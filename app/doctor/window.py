"""Check of the window, in a separate process, since Qt ends the process if it cannot start."""

import os
import subprocess

from app.child_python import module_command
from app.core.advice import ShellCommand, translated
from app.core.errors import ConfigError
from app.findings.model import Finding, Level
from app.gui.startup.probe import REFUSED
from app.gui.startup.qt_environment import PLUGIN_PATH, check_display, remove_cv2_settings
from app.language import N_, _

CHECK = "window"
_PROBE = module_command("app.gui.startup.probe")
_SECONDS = 60.0
_HEADLESS = ShellCommand("bisenet-bg --headless --virtual-camera")
_FIX = (N_("Log in to a desktop and run it there. For details:"), ShellCommand("QT_DEBUG_PLUGINS=1 bisenet-bg"))
_WHY = N_("The window does not open; `{command}` works without one.")


def check_window() -> list[Finding]:
    """Start Qt as the window does."""
    remove_cv2_settings()
    try:
        check_display()
    except ConfigError as error:
        why = _("The window needs one; the virtual camera does not.")
        return [Finding(CHECK, Level.NOTE, error.args[0], why, (_HEADLESS,))]
    status, lines = probe()
    if status == 0:
        return [
            Finding(CHECK, Level.OK, _("Qt can open a window ({platform}).").format(platform=lines[0])),
            *_foreign_plugins(Level.NOTE),
        ]
    if status == REFUSED:
        return [Finding(CHECK, Level.PROBLEM, lines[0], _why(), tuple(lines[1:]))]
    what = _("Qt cannot open a window ({problem}).").format(problem=lines[0])
    return [Finding(CHECK, Level.PROBLEM, what, _why(), translated(_FIX)), *_foreign_plugins(Level.WARNING)]


def probe() -> tuple[int, list[str]]:
    """Return the exit status of starting Qt, and at least one line of its output."""
    try:
        done = subprocess.run(_PROBE, capture_output=True, text=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return 1, [_("no answer within {seconds:g} s").format(seconds=_SECONDS)]
    said = done.stdout if done.returncode in (0, REFUSED) else done.stderr
    return done.returncode, said.strip().splitlines() or [_("exit status {status}").format(status=done.returncode)]


def _why() -> str:
    return _(_WHY).format(command=_HEADLESS)


def _foreign_plugins(level: Level) -> list[Finding]:
    """Look for an environment variable that leads Qt to the plug-ins of another Qt."""
    place = os.environ.get(PLUGIN_PATH)
    if not place:
        return []
    what = _("{variable} is set, to {folder}.").format(variable=PLUGIN_PATH, folder=place)
    return [
        Finding(
            CHECK,
            level,
            what,
            _("If those plug-ins are another Qt's, Qt cannot start."),
            (ShellCommand(f"unset {PLUGIN_PATH}"),),
        )
    ]
