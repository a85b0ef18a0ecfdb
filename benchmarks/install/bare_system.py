"""A bare Debian in a folder, made by debootstrap, in which commands run as root or as a user who may use sudo."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

USER = "user"
CLONE = "/home/clone"
X11_SOCKETS = "/tmp/.X11-unix"
_MIRROR = "http://deb.debian.org/debian"
# The namespaces end with the command, and with them the mounts and whatever it started.
_NAMESPACES = ("unshare", "--mount", "--pid", "--fork", "--kill-child")
_INSIDE = f"""
mount -t proc proc "$1/proc"
mount --rbind /dev "$1/dev"
for folder in {X11_SOCKETS} $2; do
    mkdir -p "$1$folder"
    mount --bind "$folder" "$1$folder"
done
root=$1 identity=$3
shift 3
exec chroot "--userspec=$identity" "$root" "$@"
"""


class BareSystem:
    """A minimal Debian with a clone of this repository's commit.

    Args:
        folder: of the system; made if it is missing or empty.
        release: Debian's name of it, such as "trixie".
        is_root: whether commands run as root; else as a user who may use sudo without a password.
        shared: folders of this computer that the system sees under the same paths.
        variables: that commands get in addition.
    """

    def __init__(
        self, folder: Path, release: str, *, is_root: bool, shared: Sequence[Path], variables: Mapping[str, str]
    ) -> None:
        self.folder = folder
        self._is_root = is_root
        self._shared = " ".join(map(str, shared))
        home = "/root" if is_root else f"/home/{USER}"
        self._environment = {"PATH": os.defpath + ":/usr/sbin:/sbin", "HOME": home, "LANG": "C.UTF-8", **variables}
        if not (folder / "etc").is_dir():
            subprocess.run(
                ["debootstrap", "--variant=minbase", release, str(folder), _MIRROR], stdout=sys.stderr, check=True
            )

    def prepare(self, packages: Sequence[str] = ()) -> None:
        """Create the user, and clone the repository.

        Args:
            packages: of Debian, which the system has before the first command.
        """
        wanted = [*packages, *(() if self._is_root else ("sudo",))]
        if wanted:
            self._run_as_root("apt-get", "update")
            self._run_as_root("apt-get", "install", "-y", "--no-install-recommends", *wanted)
            self._run_as_root("apt-get", "clean")
        if not self._is_root:
            self._run_as_root("useradd", "--create-home", USER)
            (self.folder / "etc/sudoers.d/user").write_text(f"{USER} ALL=(ALL) NOPASSWD: ALL\n", encoding="utf-8")
        clone = self.folder / CLONE.removeprefix("/")
        repository = Path(__file__).parents[2]
        subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(repository), str(clone)], check=True)
        self._run_as_root("chown", "-R", self._identity, CLONE)

    def start(self, arguments: Sequence[str], output: int, *, display: str, network: bool) -> "subprocess.Popen[bytes]":
        """Run the clone's `scripts/start`, as the leader of a process group.

        Args:
            arguments: for the program.
            output: file descriptor for its standard output and standard error.
            display: for its window.
            network: whether it has one.
        """
        inside = ("sh", "-c", f'cd {CLONE} && exec ./scripts/start "$@"', "sh", *arguments)
        command = self._command(inside, self._identity, () if network else ("--net",))
        environment = {**self._environment, "DISPLAY": display}
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=environment, start_new_session=True
        )

    def size(self, *folders: str) -> int:
        """Return the megabytes that all files take, or those of folders such as "var/cache/apt"."""
        paths = [str(self.folder / name) for name in folders or (".",)]
        done = subprocess.run(["du", "-cxm", "-s", *paths], capture_output=True, text=True, check=False)
        return int(done.stdout.splitlines()[-1].split()[0])

    @property
    def _identity(self) -> str:
        return "root:root" if self._is_root else f"{USER}:{USER}"

    def _run_as_root(self, *command: str) -> None:
        environment = {**self._environment, "DEBIAN_FRONTEND": "noninteractive"}
        # The result of the measurement alone goes to standard output.
        subprocess.run(self._command(command, "root:root"), env=environment, stdout=sys.stderr, check=True)

    def _command(self, inside: Sequence[str], identity: str, namespaces: Sequence[str] = ()) -> list[str]:
        setting_up = ("sh", "-ec", _INSIDE, "sh", str(self.folder), self._shared, identity)
        return [*_NAMESPACES, *namespaces, *setting_up, *inside]
