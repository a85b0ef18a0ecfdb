"""What a first start takes, as cards of steps: plain data and pure functions, no Qt."""

from dataclasses import dataclass

from app.backgrounds.catalogue import title_of
from app.config import DEMO
from app.devices.linux.loopback import LABEL, LOAD, PERSIST, UNLOAD
from app.devices.virtual_camera_setup import OBS_INSTALL, Readiness, Stage
from app.gui.session.problems import Action
from app.gui.session.view_state import ViewState
from app.gui.shortcuts import HIDE, SHOW
from app.gui.text import commands_in

# Where meetings let one choose a camera.
MEETINGS = (
    ("Zoom", "^ beside Stop Video"),
    ("Meet", "⋮, Settings, Video"),
    ("Teams", "the arrow beside Camera"),
    ("Discord", "the gear, Voice & Video"),
)
_TERMINAL = "Paste it into a terminal and press Enter."
_RESTART = "Restart the computer, if its kernel was updated since the last start."
_OBS = {
    "win32": "Install OBS Studio from obsproject.com, or by this command:",
    "darwin": "Install OBS Studio from obsproject.com, or with Homebrew:",
}
_EXTENSION = " Allow its camera extension when macOS asks: System Settings, General, Login Items & Extensions."


@dataclass(frozen=True)
class Step:
    """One thing to do.

    Attributes:
        text: what, or what was found.
        done: whether that is fulfilled.
        commands: that do it, in their order; empty where there are none.
        actions: buttons that do it.
    """

    text: str
    done: bool = False
    commands: tuple[str, ...] = ()
    actions: tuple[Action, ...] = ()

    @property
    def command(self) -> str:
        """All commands as one line for a terminal."""
        return " && ".join(self.commands)


def camera_step(view: ViewState, camera: str | None, listed: tuple[str, ...]) -> Step:
    """Return how the camera stands.

    Args:
        view: of the window.
        camera: the configuration's.
        listed: keys of what could be chosen.
    """
    real = [key for key in listed if key != DEMO]
    if view.camera_problem is not None:
        command = view.camera_problem.command
        text = view.camera_problem.text
        again = Action.LOOK if camera is None else Action.CAMERA
        actions = (again, Action.OTHER_CAMERA) if view.camera_problem.is_error else (again,)
        return Step(text, commands=(command,) if command else (), actions=actions)
    if view.camera and (camera == DEMO or (camera is None and not real)):
        return Step("The demo clip is playing, until you use your camera.", actions=(Action.LOOK,))
    if view.camera:
        return Step(f"Found and running: {view.camera}.", done=True)
    return Step("Your camera is being opened. Some take a few seconds.")


def background_step(background: str) -> Step:
    """Return what stands behind the person."""
    hiding = f"{HIDE.sequence} hides you from others at once, {SHOW.sequence} shows you again."
    return Step(f"Now: {title_of(background)}. Choose another one below the picture. {hiding}", True)


def virtual_camera_steps(ready: Readiness, sending: bool) -> tuple[Step, Step, Step]:
    """Return the three steps to the virtual camera on this system.

    Args:
        ready: what was found.
        sending: whether it is on.
    """
    first, second = _linux(ready) if ready.system == "linux" else _elsewhere(ready)
    name = ready.label or (LABEL if ready.system == "linux" else "OBS Virtual Camera")
    return first, second, Step(_start(ready.system, name, sending), sending)


def lasting(ready: Readiness) -> Step | None:
    """Return what keeps the virtual camera over a restart of the computer, where it would be gone."""
    if ready.system != "linux" or ready.lasts or not ready.label:
        return None
    return Step("After a restart of the computer it has to be loaded again. This does so by itself:", commands=PERSIST)


def _start(system: str, name: str, sending: bool) -> str:
    if sending:
        return f"It is on. Choose “{name}” as the camera in your meeting."
    late = " Start first: browsers list it only while it runs." if system == "linux" else ""
    return f"Press “Start camera”, then choose “{name}” as the camera in your meeting.{late}"


def _linux(ready: Readiness) -> tuple[Step, Step]:
    return _installing(ready), _loading(ready)


def _installing(ready: Readiness) -> Step:
    if ready.stage in (Stage.INSTALLED, Stage.LOADED):
        return Step("v4l2loopback is installed. It makes virtual cameras.", True)
    if ready.stage is Stage.OTHER_KERNEL:
        text = f"v4l2loopback is there for another kernel. Build it for this one. {_TERMINAL}"
        return Step(text, commands=ready.rebuild)
    sentence = " ".join(step for step in ready.install if step.endswith("."))
    commands = tuple(step for step in ready.install if not step.endswith("."))
    text = sentence or f"Install v4l2loopback, which makes virtual cameras. {_TERMINAL}"
    return Step(f"{text} {_RESTART}" if ready.stage is Stage.NO_MODULES else text, commands=commands)


def _loading(ready: Readiness) -> Step:
    if ready.trouble is not None:
        command = commands_in(ready.trouble.hint)
        return Step(str(ready.trouble), commands=(command,) if command else ())
    if ready.label and ready.in_browsers:
        return Step(f"It is loaded, as “{ready.label}”.", True)
    again = (UNLOAD, LOAD)
    if ready.label:
        return Step(
            f"“{ready.label}” is loaded, but browsers will not list it. Close what uses it and load it again:",
            commands=again,
        )
    if ready.stage is Stage.LOADED:
        return Step("It is loaded, but has no camera. Load it again:", commands=again)
    return Step("Load it.", commands=(LOAD,))


def _elsewhere(ready: Readiness) -> tuple[Step, Step]:
    if ready.system not in _OBS:
        return Step("No virtual camera is known for this system."), Step("Use Linux, Windows or macOS.")
    is_there = ready.stage is not Stage.ABSENT
    command = OBS_INSTALL[ready.system]
    install = Step("OBS Studio is installed.", True) if is_there else Step(_OBS[ready.system], commands=(command,))
    if ready.label:
        return install, Step(f"“{ready.label}” is there.", True)
    allow = _EXTENSION if ready.system == "darwin" else ""
    return install, Step(f"Open OBS Studio, start its virtual camera once, stop it and close OBS Studio.{allow}")
