"""The kernel module's states, each on a computer simulated by files."""

import pytest

from app.devices import advice
from app.devices.advice import INSTALL, LOAD, LOAD_IT, PERSIST
from app.devices.linux.distributions import distribution
from app.doctor.kernel_module import check_module
from app.findings.model import Finding, Level
from tests.doctor.conftest import RELEASE, SECURE_BOOT, BuildFiles

_INSTALLED = {f"lib/modules/{RELEASE}/modules.dep": "kernel/a.ko:\nupdates/dkms/v4l2loopback.ko.zst: kernel/b.ko\n"}
_LOADED: dict[str, str | bytes | None] = {
    "sys/module/v4l2loopback/version": "0.13.2\n",
    "sys/module/v4l2loopback/parameters/exclusive_caps": "Y,N,N,N\n",
    "sys/module/v4l2loopback/parameters/video_nr": "10,-1,-1,-1\n",
    "sys/module/v4l2loopback/parameters/max_buffers": "2\n",
}
_ON = b"\x06\0\0\0\x01"


def only(findings: list[Finding]) -> Finding:
    (finding,) = findings
    return finding


def test_not_installed(system_files: BuildFiles) -> None:
    others = {f"lib/modules/{RELEASE}/modules.dep": "kernel/not_v4l2loopback.ko: kernel/videodev.ko\n"}
    found = only(check_module(system_files({"etc/os-release": "ID=debian\n", **others})))
    assert (found.level, found.what) == (Level.PROBLEM, "v4l2loopback is not installed.")
    assert "Zoom" in found.why
    assert found.fix == (INSTALL, "sudo apt install v4l2loopback-dkms linux-headers-$(uname -r)", LOAD_IT, LOAD)


def test_beside_pipewire_its_absence_is_a_warning(system_files: BuildFiles) -> None:
    found = only(check_module(system_files({"etc/os-release": "ID=debian\n"}), has_pipewire=True))
    assert found.level is Level.WARNING
    assert "Firefox" in found.why
    assert LOAD in found.fix


@pytest.mark.parametrize(
    ("os_release", "command"),
    [
        ('ID=ubuntu\nID_LIKE="debian"\n', "sudo apt install v4l2loopback-dkms"),
        ('ID=linuxmint\nID_LIKE="ubuntu debian"\n', "sudo apt install v4l2loopback-dkms"),
        ("ID=fedora\n", "sudo dnf install https://mirrors.rpmfusion.org"),
        ("ID='manjaro'\nID_LIKE=arch\n", "sudo pacman -S v4l2loopback-dkms"),
        ("NAME=Unheard\n", "Install v4l2loopback with your system's package manager"),
        ("", "Install v4l2loopback with your system's package manager"),
    ],
)
def test_every_family_has_its_commands(os_release: str, command: str) -> None:
    assert distribution(os_release).install[0].startswith(command)


def test_installed_for_another_kernel(system_files: BuildFiles) -> None:
    files = {"lib/modules/6.0.9/modules.dep": "extra/v4l2loopback.ko:\n", "etc/os-release": "ID=debian"}
    found = only(check_module(system_files(files)))
    assert found.what == f"v4l2loopback is installed for the kernel 6.0.9, but {RELEASE} is running."
    assert found.fix[-3:] == ("sudo dpkg-reconfigure v4l2loopback-dkms", LOAD_IT, LOAD)


def test_a_kernel_without_any_modules(system_files: BuildFiles) -> None:
    build = system_files({"lib/modules/6.0.9/modules.dep": "extra/v4l2loopback.ko:\n"})
    (build.root / "lib/modules" / RELEASE).rmdir()
    found = only(check_module(build))
    assert found.level is Level.PROBLEM
    assert "has no modules on this disk" in found.what
    assert found.fix[0].startswith("Restart the computer")


def test_installed_but_not_loaded(system_files: BuildFiles) -> None:
    found = only(check_module(system_files({**_INSTALLED, SECURE_BOOT: b"\x06\0\0\0\0"})))
    assert (found.level, found.what) == (Level.PROBLEM, "v4l2loopback is installed but not loaded.")
    assert found.fix == (LOAD_IT, LOAD)


@pytest.mark.parametrize("signer", ["", "DKMS module signing key"])
def test_secure_boot_keeps_it_out(signer: str, system_files: BuildFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(advice, "module_signer", lambda: signer)
    files = {**_INSTALLED, SECURE_BOOT: _ON, "etc/os-release": "ID=ubuntu"}
    found = only(check_module(system_files(files)))
    assert "Secure Boot is on" in found.what
    assert ("is not signed" in found.what) == (not signer)
    assert "sudo update-secureboot-policy --new-key" in found.fix
    assert "sudo mokutil --import /var/lib/shim-signed/mok/MOK.der" in found.fix
    assert any("Enroll MOK" in step for step in found.fix)
    assert ("sudo dpkg-reconfigure v4l2loopback-dkms" in found.fix) == (not signer)


def test_a_key_that_is_there_is_not_made_anew(system_files: BuildFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(advice, "module_signer", lambda: "a key")
    files = {**_INSTALLED, SECURE_BOOT: _ON, "etc/os-release": "ID=ubuntu", "var/lib/dkms/mok.pub": "key"}
    fix = only(check_module(system_files(files))).fix
    assert "sudo mokutil --import /var/lib/dkms/mok.pub" in fix
    assert not any("new-key" in step for step in fix)


def test_loaded_but_gone_after_a_restart(system_files: BuildFiles) -> None:
    loaded, later = check_module(system_files(_LOADED))
    assert loaded.level is Level.OK
    assert loaded.what == "v4l2loopback 0.13.2 is loaded (max_buffers=2, video_nr=10, exclusive_caps=Y)."
    assert (later.level, later.fix) == (Level.NOTE, PERSIST)


def test_what_the_module_does_not_tell_is_left_out(system_files: BuildFiles) -> None:
    loaded, _ = check_module(system_files({"sys/module/v4l2loopback": None}))
    assert loaded.what == "v4l2loopback is loaded."


@pytest.mark.parametrize(
    ("options", "level"),
    [
        ("options v4l2loopback exclusive_caps=1 card_label=X\n", Level.OK),
        ("# options v4l2loopback exclusive_caps=1\noptions other exclusive_caps=1\n", Level.WARNING),
        ("options v4l2loopback exclusive_caps=0\n", Level.WARNING),
    ],
)
def test_loaded_after_a_restart_too(options: str, level: Level, system_files: BuildFiles) -> None:
    start = {"etc/modules-load.d/v.conf": "# cameras\nv4l2loopback\n", "usr/lib/modprobe.d/v.conf": options}
    assert check_module(system_files({**_LOADED, **start}))[-1].level is level


def test_what_is_commented_out_is_not_loaded(system_files: BuildFiles) -> None:
    later = check_module(system_files({**_LOADED, "etc/modules": "# v4l2loopback\nv4l2loopback_other\n"}))[-1]
    assert later.fix == PERSIST


def test_secure_boot_that_let_it_in(system_files: BuildFiles) -> None:
    assert any("Secure Boot is on" in found.what for found in check_module(system_files({**_LOADED, SECURE_BOOT: _ON})))
    assert not any(
        "Secure Boot" in found.what for found in check_module(system_files({**_LOADED, SECURE_BOOT: b"\x06"}))
    )


def test_a_system_without_modinfo_knows_no_signer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    assert advice.module_signer() == ""
