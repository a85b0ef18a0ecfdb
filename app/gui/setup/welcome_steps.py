"""The steps of the page "Welcome": plain data and pure functions, no Qt."""

from dataclasses import dataclass

from app.backgrounds.catalogue import title_of
from app.config import DEMO
from app.devices.linux.loopback import LABEL, LOAD, PERSIST, UNLOAD
from app.devices.virtual_camera_setup import OBS_INSTALL, Readiness, Stage
from app.gui.session.problems import Action
from app.gui.session.window_status import WindowStatus
from app.gui.shortcuts import HIDE, SHOW
from app.gui.text import commands_in

# Where to choose a camera in each app.
CAMERA_MENUS = (
    ("Zoom", "the ^ next to Stop Video"),
    ("Meet", "⋮ > Settings > Video"),
    ("Teams", "the arrow next to Camera"),
    ("Discord", "gear icon > Voice & Video"),
)
_TERMINAL = "Paste the command into a terminal and press Enter."
_RESTART = "Restart the computer if its kernel has been updated since it was started."
_OBS = {
    "win32": "Install OBS Studio from obsproject.com, or with this command:",
    "darwin": "Install OBS Studio from obsproject.com, or with Homebrew:",
}
_EXTENSION = " Allow its camera extension when macOS asks: System Settings > General > Login Items & Extensions."


@dataclass(frozen=True)
class WelcomeStep:
    """One step of the setup.

    Attributes:
        text: what to do, or what was found.
        done: whether nothing is left to do.
        commands: terminal commands that do it, in order.
        actions: actions that do it, each with a button.
    """

    text: str
    done: bool = False
    commands: tuple[str, ...] = ()
    actions: tuple[Action, ...] = ()

    @property
    def command(self) -> str:
        """All commands as one line for a terminal."""
        return " && ".join(self.commands)


def camera_step(view: WindowStatus, camera: str | None, listed: tuple[str, ...]) -> WelcomeStep:
    """Return the step for the camera.

    Args:
        view: state of the window.
        camera: as in `AppConfig`.
        listed: keys of the cameras in the chooser.
    """
    webcams = [key for key in listed if key != DEMO]
    if view.camera_problem is not None:
        command = view.camera_problem.command
        text = view.camera_problem.text
        retry = Action.LOOK if camera is None else Action.CAMERA
        actions = (retry, Action.OTHER_CAMERA) if view.camera_problem.is_error else (retry,)
        return WelcomeStep(text, commands=(command,) if command else (), actions=actions)
    if view.camera and (camera == DEMO or (camera is None and not webcams)):
        return WelcomeStep("The demo clip is playing instead of a camera.", actions=(Action.LOOK,))
    if view.camera:
        return WelcomeStep(f"In use: {view.camera}.", done=True)
    return WelcomeStep("Opening your camera… Some take a few seconds.")


def background_step(background: str) -> WelcomeStep:
    """Return the step for the background."""
    hiding = f"Press {HIDE.sequence} to hide yourself at once, {SHOW.sequence} to come back."
    return WelcomeStep(f"In use: {title_of(background)}. Choose another one below the preview. {hiding}", True)


def virtual_camera_steps(ready: Readiness, sending: bool) -> tuple[WelcomeStep, WelcomeStep, WelcomeStep]:
    """Return the steps for the virtual camera: install, load, start.

    Args:
        ready: what was found on this computer.
        sending: whether the virtual camera is on.
    """
    first, second = _linux(ready) if ready.system == "linux" else _elsewhere(ready)
    name = ready.label or (LABEL if ready.system == "linux" else "OBS Virtual Camera")
    return first, second, WelcomeStep(_start(ready.system, name, sending), sending)


def persistence_step(ready: Readiness) -> WelcomeStep | None:
    """Return the step that makes the virtual camera survive a reboot; None if it already does."""
    if ready.system != "linux" or ready.lasts or not ready.label:
        return None
    return WelcomeStep("It has to be loaded again after every restart. This loads it automatically:", commands=PERSIST)


def _start(system: str, name: str, sending: bool) -> str:
    if sending:
        return f"It is on. Choose “{name}” as the camera in your meeting."
    order = " Start it first: browsers list it only while it is running." if system == "linux" else ""
    return f"Press “Start virtual camera”, then choose “{name}” as the camera in your meeting.{order}"


def _linux(ready: Readiness) -> tuple[WelcomeStep, WelcomeStep]:
    return _installing(ready), _loading(ready)


def _installing(ready: Readiness) -> WelcomeStep:
    if ready.stage in (Stage.INSTALLED, Stage.LOADED):
        return WelcomeStep("v4l2loopback, which provides virtual cameras, is installed.", True)
    if ready.stage is Stage.OTHER_KERNEL:
        text = f"v4l2loopback was built for another kernel. Rebuild it for this one. {_TERMINAL}"
        return WelcomeStep(text, commands=ready.rebuild)
    sentence = " ".join(step for step in ready.install if step.endswith("."))
    commands = tuple(step for step in ready.install if not step.endswith("."))
    text = sentence or f"Install v4l2loopback, which provides virtual cameras. {_TERMINAL}"
    return WelcomeStep(f"{text} {_RESTART}" if ready.stage is Stage.NO_MODULES else text, commands=commands)


def _loading(ready: Readiness) -> WelcomeStep:
    if ready.trouble is not None:
        command = commands_in(ready.trouble.hint)
        return WelcomeStep(str(ready.trouble), commands=(command,) if command else ())
    if ready.label and ready.in_browsers:
        return WelcomeStep(f"It is loaded as “{ready.label}”.", True)
    reload = (UNLOAD, LOAD)
    if ready.label:
        return WelcomeStep(
            f"“{ready.label}” is loaded, but browsers will not list it. Close the apps that use it, then reload it:",
            commands=reload,
        )
    if ready.stage is Stage.LOADED:
        return WelcomeStep("It is loaded, but provides no camera. Reload it:", commands=reload)
    return WelcomeStep("Load it.", commands=(LOAD,))


def _elsewhere(ready: Readiness) -> tuple[WelcomeStep, WelcomeStep]:
    if ready.system not in _OBS:
        return WelcomeStep("This system has no supported virtual camera."), WelcomeStep("Use Linux, Windows or macOS.")
    is_installed = ready.stage is not Stage.ABSENT
    command = OBS_INSTALL[ready.system]
    install = WelcomeStep(_OBS[ready.system], commands=(command,))
    if is_installed:
        install = WelcomeStep("OBS Studio is installed.", True)
    if ready.label:
        return install, WelcomeStep(f"“{ready.label}” is available.", True)
    allow = _EXTENSION if ready.system == "darwin" else ""
    text = "Open OBS Studio, start its virtual camera once, then stop it and close OBS Studio."
    return install, WelcomeStep(f"{text}{allow}")
