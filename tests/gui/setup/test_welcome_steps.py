"""The steps of the page Welcome on every system, without Qt."""

from dataclasses import replace

import pytest

from app.core.advice import commands_of
from app.core.errors import DeviceError, ErrorKind
from app.core.pipeline.status import CameraState, Status
from app.devices.advice import INSTALL, LABEL, LOAD, LOAD_IT, OBS_INSTALL, UNLOAD, join_group
from app.devices.linux.distributions import distribution
from app.devices.virtual_camera_setup import Readiness, Stage
from app.gui.session.messages import UserRequests, source_message
from app.gui.session.problems import Action
from app.gui.session.window_status import window_status_of
from app.gui.setup.welcome_steps import background_step, camera_step, persistence_step, virtual_camera_steps

FRONT = ("/dev/video0", "demo")
RUNNING = Status(camera=CameraState.RUNNING, camera_name="HD Webcam, 1280x720 at 30 fps, MJPG")


def linux(stage: Stage, name: str = "debian", **facts: object) -> Readiness:
    family = distribution(f"ID={name}\n")
    install = family.rebuild if stage is Stage.OTHER_KERNEL else family.install
    steps = (INSTALL, *install) if commands_of(install) else install
    return replace(Readiness("linux", stage, install=steps, load=(LOAD_IT, LOAD)), **facts)  # type: ignore[arg-type]


def ticks(ready: Readiness, sending: bool = False) -> list[bool]:
    return [step.done for step in virtual_camera_steps(ready, sending)]


@pytest.mark.parametrize(
    ("name", "program"),
    [
        ("debian", "apt install v4l2loopback-dkms"),
        ("fedora", "dnf install akmod-v4l2loopback"),
        ("arch", "pacman -S v4l2loopback-dkms"),
        ("suse", "zypper install v4l2loopback-kmp-default"),
    ],
)
def test_nothing_is_installed_on_linux(name: str, program: str) -> None:
    install, load, start = virtual_camera_steps(linux(Stage.ABSENT, name), sending=False)
    assert any(program in command for command in install.commands)
    assert load.commands == (LOAD,)
    assert LABEL in start.text
    assert not install.done | load.done | start.done


def test_an_unknown_distribution_gets_a_sentence() -> None:
    install = virtual_camera_steps(linux(Stage.ABSENT, "unheard"), sending=False)[0]
    assert install.commands == ()
    assert "package manager" in install.text


def test_the_steps_are_ticked_one_after_another() -> None:
    assert ticks(linux(Stage.ABSENT)) == [False, False, False]
    assert ticks(linux(Stage.INSTALLED)) == [True, False, False]
    assert ticks(linux(Stage.LOADED, label=LABEL)) == [True, True, False]
    assert ticks(linux(Stage.LOADED, label=LABEL), sending=True) == [True, True, True]


def test_with_pipewire_browsers_need_nothing_more() -> None:
    in_browsers, for_others, start = virtual_camera_steps(linux(Stage.ABSENT, pipewire=True), sending=False)
    assert in_browsers.done
    assert "Firefox" in in_browsers.text
    assert any("allow-pipewire" in step for step in in_browsers.steps)
    assert not for_others.done
    assert "Zoom" in for_others.text
    assert for_others.commands[-1] == LOAD
    assert LABEL in start.text


def test_with_both_it_says_which_one_firefox_lists() -> None:
    _, load, _ = virtual_camera_steps(linux(Stage.LOADED, label=LABEL, pipewire=True), sending=False)
    assert load.done
    assert "exclusive_caps=1" in load.steps[0]


def test_module_built_for_another_kernel() -> None:
    install = virtual_camera_steps(linux(Stage.OTHER_KERNEL), sending=False)[0]
    assert "dpkg-reconfigure" in install.commands[-1]


def test_loaded_with_another_label() -> None:
    _, load, start = virtual_camera_steps(linux(Stage.LOADED, label="Dummy"), sending=False)
    assert load.done
    assert "Dummy" in start.text


def test_loaded_but_hidden_from_browsers() -> None:
    load = virtual_camera_steps(linux(Stage.LOADED, label=LABEL, in_browsers=False), sending=False)[1]
    assert not load.done
    assert load.commands == (UNLOAD, LOAD)


def test_loaded_without_a_device() -> None:
    assert virtual_camera_steps(linux(Stage.LOADED), sending=False)[1].commands == (UNLOAD, LOAD)


def test_no_permission() -> None:
    refused = DeviceError("You may not use /dev/video0.", join_group(), ErrorKind.FORBIDDEN)
    load = virtual_camera_steps(linux(Stage.LOADED, trouble=refused), sending=False)[1]
    assert not load.done
    assert "may not" in load.text
    assert load.text == "You may not use /dev/video0."
    assert load.steps == join_group()


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_other_systems_use_obs_studio(system: str) -> None:
    absent = Readiness(system, Stage.ABSENT)
    assert virtual_camera_steps(absent, sending=False)[0].commands == commands_of(OBS_INSTALL[system])
    assert ticks(absent) == [False, False, False]
    assert ticks(Readiness(system, Stage.INSTALLED)) == [True, False, False]
    there = Readiness(system, Stage.LOADED, "OBS Virtual Camera")
    assert ticks(there) == [True, True, False]
    assert "OBS Virtual Camera" in virtual_camera_steps(there, sending=True)[2].text
    assert persistence_step(there) is None


def test_an_unsupported_system() -> None:
    assert "Linux, Windows or macOS" in virtual_camera_steps(Readiness("sunos5", Stage.ABSENT), sending=False)[1].text


def test_loading_at_every_start_is_offered_once_it_is_loaded() -> None:
    assert persistence_step(linux(Stage.ABSENT, lasts=False)) is None
    assert persistence_step(linux(Stage.LOADED, label=LABEL)) is None
    advice = persistence_step(linux(Stage.LOADED, label=LABEL, lasts=False))
    assert advice is not None
    assert "modules-load.d" in advice.commands[0]


def test_a_running_camera_is_named() -> None:
    step = camera_step(window_status_of(RUNNING, UserRequests()), None, FRONT)
    assert step.done
    assert "HD Webcam, 1280x720 at 30 fps" in step.text


@pytest.mark.parametrize(("camera", "listed"), [(None, ("demo",)), ("demo", FRONT)])
def test_the_demo_clip_is_no_camera(camera: str | None, listed: tuple[str, ...]) -> None:
    step = camera_step(window_status_of(replace(RUNNING, camera_name="demo.mp4"), UserRequests()), camera, listed)
    assert not step.done
    assert "demo clip" in step.text
    assert step.actions == (Action.LOOK,)


def test_a_refused_camera_is_shown_with_reason_and_command() -> None:
    steps = ("The demo clip is playing. You may not use /dev/video0.", *join_group())
    requests = UserRequests(messages=(source_message(steps),))
    step = camera_step(window_status_of(replace(RUNNING, camera_name="demo.mp4"), requests), None, ("demo",))
    assert (step.done, step.steps) == (False, join_group())
    assert step.text == "The demo clip is playing. You may not use /dev/video0."
    busy = Status(camera_error=DeviceError("It is in use by zoom (pid 3).", kind=ErrorKind.BUSY))
    step = camera_step(window_status_of(busy, UserRequests()), "/dev/video0", FRONT)
    assert step.text == "It is in use by zoom (pid 3)."
    assert Action.OTHER_CAMERA in step.actions


def test_a_camera_that_is_opening_is_not_done() -> None:
    assert not camera_step(window_status_of(Status(), UserRequests()), None, FRONT).done


@pytest.mark.parametrize(
    ("background", "title"),
    [("none", "None"), ("blur:10", "Slight blur"), ("blur:37", "Blur"), ("#00b140", "Green"), ("#123456", "#123456")],
)
def test_the_background_is_named_like_its_tile(background: str, title: str) -> None:
    assert background_step(background).text.startswith(f"In use: {title}. ")


def test_the_background_step_says_how_to_hide() -> None:
    step = background_step("night-city.jpg")
    assert step.done
    assert "Night city" in step.text
    assert "Ctrl+Shift+H" in step.text
