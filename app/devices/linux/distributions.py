"""Commands with which the Linux distributions install v4l2loopback."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Distribution:
    """Commands of a family of Linux distributions.

    Attributes:
        install: installs the module.
        rebuild: builds and signs an installed one for the running kernel.
        keys: possible paths of the key that signs the module, the likeliest first.
        make_key: creates that key.
    """

    install: tuple[str, ...]
    rebuild: tuple[str, ...]
    keys: tuple[str, ...] = ("var/lib/dkms/mok.pub",)
    make_key: str = "sudo dkms generate_mok"


_DEBIAN_INSTALL = ("sudo apt install v4l2loopback-dkms linux-headers-$(uname -r)",)
_DEBIAN_REBUILD = ("sudo apt install linux-headers-$(uname -r)", "sudo dpkg-reconfigure v4l2loopback-dkms")
_RPM_FUSION = "https://mirrors.rpmfusion.org/free/fedora/rpmfusion-free-release-$(rpm -E %fedora).noarch.rpm"

_KNOWN = {
    "ubuntu": Distribution(
        _DEBIAN_INSTALL,
        _DEBIAN_REBUILD,
        ("var/lib/shim-signed/mok/MOK.der", "var/lib/dkms/mok.pub"),
        "sudo update-secureboot-policy --new-key",
    ),
    "debian": Distribution(_DEBIAN_INSTALL, _DEBIAN_REBUILD),
    "fedora": Distribution(
        (f"sudo dnf install {_RPM_FUSION}", "sudo dnf install akmod-v4l2loopback", "sudo akmods --force"),
        ("sudo dnf install kernel-devel-$(uname -r)", "sudo akmods --force --rebuild"),
        ("etc/pki/akmods/certs/public_key.der",),
        "sudo kmodgenca -a",
    ),
    "suse": Distribution(
        ("sudo zypper install v4l2loopback-kmp-default",),
        ("sudo zypper install --force v4l2loopback-kmp-default",),
    ),
    "arch": Distribution(
        ("sudo pacman -S v4l2loopback-dkms linux-headers",),
        ("sudo pacman -S linux-headers", "sudo dkms autoinstall --force"),
    ),
}
_ANY = Distribution(
    ("Install v4l2loopback with your system's package manager, or from https://github.com/v4l2loopback/v4l2loopback.",),
    ("sudo dkms autoinstall --force",),
)


def distribution(os_release: str) -> Distribution:
    """Return the family for the text of /etc/os-release, by ID, else by ID_LIKE."""
    pairs = (line.partition("=")[::2] for line in os_release.splitlines())
    fields = {name: value.strip("\"'") for name, value in pairs}
    names = [fields.get("ID", ""), *fields.get("ID_LIKE", "").split()]
    return next((_KNOWN[name] for name in names if name in _KNOWN), _ANY)
