"""The advice on virtual cameras is the same in errors, on the welcome page, in the doctor and in the manual."""

import re
import subprocess
from pathlib import Path

import pytest

from app.commands import devices
from app.core.advice import ShellCommand, Steps, commands_of
from app.core.errors import DeviceError
from app.devices import advice
from app.devices.advice import (
    LOAD,
    PERSIST,
    RELOAD,
    UNLOAD,
    install_steps,
    join_group,
    load_steps,
    module_signer,
    setup_steps,
)
from app.devices.linux import loopback, v4l2
from app.devices.linux.system import SystemFiles
from app.devices.virtual_camera_setup import virtual_camera_readiness
from app.doctor.kernel_module import check_module
from app.gui.session.messages import error_message
from app.gui.setup.welcome_steps import virtual_camera_steps

ROOT = Path(__file__).resolve().parents[2]
RELEASE = "6.1.0-test"
FAMILIES = ("debian", "ubuntu", "fedora", "suse", "arch", "unheard")
MODULE = "updates/v4l2loopback.ko:\n"
SECURE_BOOT = "sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"
# What a computer has, by its file names.
STATES: dict[str, dict[str, str]] = {
    "absent": {f"lib/modules/{RELEASE}/modules.dep": ""},
    "no modules": {},
    "other kernel": {f"lib/modules/{RELEASE}/modules.dep": "", "lib/modules/6.0.9/modules.dep": MODULE},
    "installed": {f"lib/modules/{RELEASE}/modules.dep": MODULE},
    "secure boot": {f"lib/modules/{RELEASE}/modules.dep": MODULE, SECURE_BOOT: "\6\0\0\0\1"},
}


@pytest.fixture
def no_devices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr(v4l2, "nodes", list)
    monkeypatch.setattr(v4l2, "forbidden", lambda: None)
    monkeypatch.setattr(advice, "module_signer", lambda: "")


def computer(root: Path, state: str, family: str) -> SystemFiles:
    for name, text in {**STATES[state], "etc/os-release": f"ID={family}\n"}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return SystemFiles(root, RELEASE)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("state", STATES)
@pytest.mark.usefixtures("no_devices")
def test_error_welcome_page_doctor_and_devices_give_the_same_steps(
    state: str, family: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    files = computer(tmp_path, state, family)
    steps = setup_steps(files)
    monkeypatch.setattr(advice, "SystemFiles", lambda: files)
    (finding,) = check_module(files)
    assert finding.fix == steps
    with pytest.raises(DeviceError) as caught:
        loopback.find_loopback("")
    assert caught.value.steps == steps
    commands = commands_of(steps)
    assert LOAD in commands
    assert error_message(caught.value).command == " && ".join(commands)
    install, load, _ = virtual_camera_steps(virtual_camera_readiness(files), sending=False)
    assert (*install.commands, *load.commands) == commands
    devices.run_devices(as_json=False)
    printed = [line.strip().removeprefix("$ ") for line in capsys.readouterr().out.splitlines()]
    assert [line for line in printed if line in commands] == list(commands)


@pytest.mark.parametrize("family", ["debian", "ubuntu"])
def test_kernel_modules_are_built_with_the_headers(family: str, tmp_path: Path) -> None:
    (command,) = commands_of(install_steps(computer(tmp_path, "absent", family)))
    assert command == "sudo apt install v4l2loopback-dkms linux-headers-$(uname -r)"


@pytest.mark.parametrize("signer", ["", "a key"])
def test_secure_boot_wants_a_signed_module(signer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(advice, "module_signer", lambda: signer)
    steps = load_steps(computer(tmp_path, "secure boot", "ubuntu"))
    assert any("mokutil" in command for command in commands_of(steps))
    assert not isinstance(steps[0], ShellCommand)
    assert steps[-1] == LOAD


@pytest.mark.parametrize("page", ["README.md", "docs/usage.md"])
def test_readme_and_manual_give_these_commands(page: str, tmp_path: Path) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    known = {*commands_of(setup_steps(computer(tmp_path, "absent", "debian"))), *PERSIST, *RELOAD, *join_group()}
    for steps in advice.OBS_INSTALL.values():
        known |= set(commands_of(steps))
    found = set(re.findall(r"`((?:sudo|echo|winget|brew) [^`]+)`", text)) | set(
        re.findall(r"^ *\$? *((?:sudo|echo|winget|brew) .+)$", text, re.MULTILINE)
    )
    assert set(commands_of(setup_steps(computer(tmp_path, "absent", "debian")))) <= found
    assert found <= known


def test_no_other_module_has_advice_of_its_own() -> None:
    words = re.compile(r"modprobe |v4l2loopback-dkms|usermod|keep_format=|winget |brew install")
    allowed = {"app/devices/advice.py", "app/devices/linux/distributions.py"}
    found = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "app").rglob("*.py")
        if words.search(path.read_text(encoding="utf-8"))
    }
    assert found == allowed


def test_a_node_that_is_in_use_is_freed_as_the_doctor_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loopback, "holders_of", lambda path: ())
    node = v4l2.Node(Path("/dev/video10"), advice.LABEL, capture=True, output=False, loopback=True)
    assert loopback.unusable(node).steps == RELOAD
    assert commands_of(RELOAD) == (UNLOAD, LOAD)


def test_errors_look_for_steps_only_when_they_are_shown() -> None:
    calls: list[int] = []

    def steps() -> Steps:
        calls.append(1)
        return ("Load it:", ShellCommand("sudo modprobe v4l2loopback"))

    error = DeviceError("There is no virtual camera.", steps)
    assert not calls
    assert str(error) == "There is no virtual camera. Load it: `sudo modprobe v4l2loopback`."
    assert error.steps == steps()
    assert len(calls) == 2


def test_a_modinfo_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(*_: object, timeout: float | None = None, **__: object) -> None:
        assert timeout is not None
        raise subprocess.TimeoutExpired("modinfo", timeout)

    monkeypatch.setattr("subprocess.run", hang)
    assert module_signer() == ""
