"""Commands with which the Linux distributions install v4l2loopback."""

from dataclasses import dataclass

from app.core.advice import ShellCommand, Steps
from app.language import N_

_GENERATE_KEY = ShellCommand("sudo dkms generate_mok")


@dataclass(frozen=True)
class Distribution:
    """Commands of a family of Linux distributions, or English sentences where they are unknown.

    Attributes:
        install: installs the module.
        rebuild: builds and signs an installed one for the running kernel.
        keys: possible paths of the key that signs the module, the likeliest first.
        make_key: creates that key.
    """

    install: Steps
    rebuild: Steps
    keys: tuple[str, ...] = ("var/lib/dkms/mok.pub",)
    make_key: ShellCommand = _GENERATE_KEY


_DEBIAN_INSTALL = (ShellCommand("sudo apt install v4l2loopback-dkms linux-headers-$(uname -r)"),)
_DEBIAN_REBUILD = (
    ShellCommand("sudo apt install linux-headers-$(uname -r)"),
    ShellCommand("sudo dpkg-reconfigure v4l2loopback-dkms"),
)
_RPM_FUSION = "https://mirrors.rpmfusion.org/free/fedora/rpmfusion-free-release-$(rpm -E %fedora).noarch.rpm"

_KNOWN = {
    "ubuntu": Distribution(
        _DEBIAN_INSTALL,
        _DEBIAN_REBUILD,
        ("var/lib/shim-signed/mok/MOK.der", "var/lib/dkms/mok.pub"),
        ShellCommand("sudo update-secureboot-policy --new-key"),
    ),
    "debian": Distribution(_DEBIAN_INSTALL, _DEBIAN_REBUILD),
    "fedora": Distribution(
        (
            ShellCommand(f"sudo dnf install {_RPM_FUSION}"),
            ShellCommand("sudo dnf install akmod-v4l2loopback"),
            ShellCommand("sudo akmods --force"),
        ),
        (ShellCommand("sudo dnf install kernel-devel-$(uname -r)"), ShellCommand("sudo akmods --force --rebuild")),
        ("etc/pki/akmods/certs/public_key.der",),
        ShellCommand("sudo kmodgenca -a"),
    ),
    "suse": Distribution(
        (ShellCommand("sudo zypper install v4l2loopback-kmp-default"),),
        (ShellCommand("sudo zypper install --force v4l2loopback-kmp-default"),),
    ),
    "arch": Distribution(
        (ShellCommand("sudo pacman -S v4l2loopback-dkms linux-headers"),),
        (ShellCommand("sudo pacman -S linux-headers"), ShellCommand("sudo dkms autoinstall --force")),
    ),
}
_ANY = Distribution(
    (
        N_(
            "Install v4l2loopback with your system's package manager, or from "
            "https://github.com/v4l2loopback/v4l2loopback."
        ),
    ),
    (ShellCommand("sudo dkms autoinstall --force"),),
)


def distribution(os_release: str) -> Distribution:
    """Return the family for the text of /etc/os-release, by ID, else by ID_LIKE."""
    pairs = (line.partition("=")[::2] for line in os_release.splitlines())
    fields = {name: value.strip("\"'") for name, value in pairs}
    names = [fields.get("ID", ""), *fields.get("ID_LIKE", "").split()]
    return next((_KNOWN[name] for name in names if name in _KNOWN), _ANY)
