"""The steps of the page "Welcome": plain data and pure functions, no Qt."""

from dataclasses import dataclass

from app.backgrounds.catalogue import title_of
from app.config import DEMO
from app.core.advice import ShellCommand, Steps, commands_of, translated
from app.devices.advice import (
    FIREFOX_SEES_ONE,
    FOR_OTHERS,
    IN_CHROME,
    IN_FIREFOX,
    LABEL,
    NOT_IN_CHROME,
    OBS_INSTALL,
    OBS_LABEL,
    OBS_START,
    PERSIST,
    PIPEWIRE_IS_READY,
    RELOAD,
    START_BEFORE_BROWSERS,
)
from app.devices.virtual_camera_setup import Readiness, Stage
from app.gui.session.problems import Action
from app.gui.session.window_status import WindowStatus
from app.gui.shortcuts import HIDE, SHOW
from app.language import N_, _

# Where to choose a camera in each app.
CAMERA_MENUS = (
    ("Zoom", N_("the ^ next to Stop Video")),
    ("Meet", N_("⋮ > Settings > Video")),
    ("Teams", N_("the arrow next to Camera")),
    ("Discord", N_("gear icon > Voice & Video")),
)
_TERMINAL = N_("Paste it into a terminal and press Enter.")


@dataclass(frozen=True)
class WelcomeStep:
    """One step of the setup.

    Attributes:
        text: what to do, or what was found.
        done: whether nothing is left to do.
        steps: terminal commands that do it, and sentences around them, in order.
        actions: actions that do it, each with a button.
    """

    text: str
    done: bool = False
    steps: Steps = ()
    actions: tuple[Action, ...] = ()

    @property
    def commands(self) -> tuple[ShellCommand, ...]:
        """The commands among the steps."""
        return commands_of(self.steps)


def camera_step(view: WindowStatus, camera: str | None, listed: tuple[str, ...]) -> WelcomeStep:
    """Return the step for the camera.

    Args:
        view: state of the window.
        camera: as in `AppConfig`.
        listed: keys of the cameras in the chooser.
    """
    webcams = [key for key in listed if key != DEMO]
    if view.camera_problem is not None:
        retry = Action.LOOK if camera is None else Action.CAMERA
        actions = (retry, Action.OTHER_CAMERA) if view.camera_problem.is_error else (retry,)
        return _advice(view.camera_problem.steps or (view.camera_problem.text,), actions)
    if view.camera and (camera == DEMO or (camera is None and not webcams)):
        return WelcomeStep(_("The demo clip is playing instead of a camera."), actions=(Action.LOOK,))
    if view.camera:
        return WelcomeStep(_("In use: {camera}.").format(camera=view.camera), done=True)
    return WelcomeStep(_("Opening your camera… Some take a few seconds."))


def background_step(background: str) -> WelcomeStep:
    """Return the step for the background."""
    text = _(
        "In use: {background}. Choose another one below the preview. Press {hide} to hide yourself at once, {show} to "
        "come back."
    )
    return WelcomeStep(text.format(background=title_of(background), hide=HIDE.keys, show=SHOW.keys), done=True)


def virtual_camera_steps(ready: Readiness, sending: bool) -> tuple[WelcomeStep, WelcomeStep, WelcomeStep]:
    """Return the steps for the virtual camera: install, load, start.

    Args:
        ready: what was found on this computer.
        sending: whether the virtual camera is on.
    """
    first, second = _linux(ready) if ready.system == "linux" else _elsewhere(ready)
    name = ready.label or (LABEL if ready.system == "linux" else OBS_LABEL)
    return first, second, WelcomeStep(_start(ready.system, name, sending), sending)


def persistence_step(ready: Readiness) -> WelcomeStep | None:
    """Return the step that makes the virtual camera survive a reboot; None if it already does."""
    if ready.system != "linux" or ready.lasts or not ready.label:
        return None
    return WelcomeStep(
        _("It has to be loaded again after every restart. This loads it automatically:"), steps=translated(PERSIST)
    )


def _start(system: str, name: str, sending: bool) -> str:
    if sending:
        return _("It is on. Choose “{name}” as the camera in your meeting.").format(name=name)
    press = _("Press “Start virtual camera”, then choose “{name}” as the camera in your meeting.").format(name=name)
    return f"{press} {_(START_BEFORE_BROWSERS)}" if system == "linux" else press


def _linux(ready: Readiness) -> tuple[WelcomeStep, WelcomeStep]:
    if ready.pipewire and not ready.label and ready.trouble is None:
        in_browsers = WelcomeStep(_(PIPEWIRE_IS_READY), True, translated((IN_FIREFOX, IN_CHROME)))
        return in_browsers, WelcomeStep(_(FOR_OTHERS), steps=(*ready.install, *ready.load))
    return _installing(ready), _loading(ready)


def _installing(ready: Readiness) -> WelcomeStep:
    if ready.stage in (Stage.INSTALLED, Stage.LOADED):
        return WelcomeStep(_("v4l2loopback, which provides virtual cameras, is installed."), True)
    return _advice((*ready.install, _(_TERMINAL)) if commands_of(ready.install) else ready.install)


def _loading(ready: Readiness) -> WelcomeStep:
    if ready.trouble is not None:
        return WelcomeStep(ready.trouble.args[0], steps=ready.trouble.steps)
    if ready.label and ready.in_browsers:
        return WelcomeStep(_("It is loaded as “{label}”.").format(label=ready.label), True, _browser_steps(ready))
    if ready.label:
        loaded = _("“{label}” is loaded, but with exclusive_caps=0.").format(label=ready.label)
        return WelcomeStep(f"{loaded} {_(NOT_IN_CHROME)}", steps=translated(RELOAD))
    if ready.stage is Stage.LOADED:
        return WelcomeStep(_("It is loaded, but provides no camera."), steps=translated(RELOAD))
    return _advice(ready.load)


def _browser_steps(ready: Readiness) -> Steps:
    return (_(FIREFOX_SEES_ONE),) if ready.pipewire else ()


def _elsewhere(ready: Readiness) -> tuple[WelcomeStep, WelcomeStep]:
    if ready.system not in OBS_INSTALL:
        return WelcomeStep(_("This system has no supported virtual camera.")), WelcomeStep(
            _("Use Linux, Windows or macOS.")
        )
    if ready.stage is Stage.ABSENT:
        install = _advice(translated(OBS_INSTALL[ready.system]))
    else:
        install = WelcomeStep(_("OBS Studio is installed."), True)
    if ready.label:
        return install, WelcomeStep(_("“{label}” is available.").format(label=ready.label), True)
    return install, _advice(translated(OBS_START[ready.system]))


def _advice(steps: Steps, actions: tuple[Action, ...] = ()) -> WelcomeStep:
    """Return a step whose instruction is the first of the steps."""
    return WelcomeStep(steps[0], steps=steps[1:], actions=actions)
