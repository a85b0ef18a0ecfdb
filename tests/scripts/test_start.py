"""`scripts/start` on systems that lack something, with stand-ins for the programs that would change this one."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a shell script")

ROOT = Path(__file__).parents[2]
_TOOLS = ["awk", "cut", "df", "dirname", "du", "find", "grep", "head", "mkdir", "rm", "sh", "sleep", "touch"]
_PYTHON = """
case "$*" in
    *version_info*) exit 0 ;;
    *CDLL*) case " $MISSING " in *" $3 "*) exit 1 ;; esac ;;
    *ensurepip*) [ -z "${NO_VENV-}" ] ;;
    "-m venv "*)
        mkdir -p "$3/bin"
        printf '#!/bin/sh\\necho pip "$@" >>"$LOG"\\n' >"$3/bin/pip"
        printf '#!/bin/sh\\necho started "$@"\\n' >"$3/bin/bisenet-bg"
        chmod +x "$3/bin/pip" "$3/bin/bisenet-bg" ;;
    *) exit 1 ;;
esac
"""
_STUBS = {
    "python3": _PYTHON,
    "id": 'echo "$USER_ID"',
    "uname": "echo Linux",
    "apt-get": 'echo apt-get "$@" >>"$LOG"\nexit "${APT_STATUS-0}"',
    "sudo": 'echo sudo >>"$LOG"\nexec "$@"',
    "nvidia-smi": "exit 1",
}


class System:
    """A computer with a clone of the repository, and the log of what was called on it."""

    def __init__(self, folder: Path) -> None:
        self.clone, self.programs, self.log = folder / "clone", folder / "bin", folder / "log"
        shutil.copytree(ROOT / "scripts", self.clone / "scripts")
        for name in ("setup.cfg", "pyproject.toml", "constraints.txt"):
            shutil.copy(ROOT / name, self.clone / name)
        self.programs.mkdir()
        for name in (*_TOOLS, "chmod"):
            found = shutil.which(name)
            assert found is not None
            (self.programs / name).symlink_to(found)
        for name, lines in _STUBS.items():
            self.add(name, lines)
        self.variables: dict[str, str] = {"USER_ID": "0", "MISSING": ""}

    def add(self, name: str, lines: str) -> None:
        """Put a program in place, a shell script."""
        path = self.programs / name
        path.unlink(missing_ok=True)
        path.write_text(f"#!/bin/sh\n{lines}\n", encoding="utf-8")
        path.chmod(0o755)

    def start(self, *words: str, variables: Mapping[str, str] | None = None) -> "subprocess.CompletedProcess[str]":
        """Run `scripts/start`."""
        given = {"PATH": str(self.programs), "HOME": str(self.clone), "LOG": str(self.log), **self.variables}
        return subprocess.run(
            [self.clone / "scripts" / "start", *words],
            env={**given, **(variables or {})},
            capture_output=True,
            text=True,
            cwd=self.clone.parent,
            check=False,
        )

    def calls(self) -> list[str]:
        """Return what was called, and forget it."""
        lines = self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []
        self.log.unlink(missing_ok=True)
        return lines


@pytest.fixture
def system(tmp_path: Path) -> System:
    """A computer that lacks nothing but the environment, with fonts in the user's folder."""
    made = System(tmp_path)
    fonts = made.clone / ".fonts"
    fonts.mkdir()
    (fonts / "font.ttf").touch()
    return made


without_driver = pytest.mark.skipif(Path("/proc/driver/nvidia/version").exists(), reason="this machine has CUDA")


@without_driver
def test_the_first_start_says_what_it_installs_and_the_second_nothing(system: System) -> None:
    first = system.start("--background", "beach.jpg")
    assert first.stdout == "started --background beach.jpg\n"
    assert f"Installing into {system.clone}/.venv: up to 250 MB are downloaded, 760 MB stay" in first.stderr
    (call,) = system.calls()
    assert call == "pip install --no-cache-dir --constraint constraints.txt --editable ."
    second = system.start("--pause")
    assert (second.stdout, second.stderr) == ("started --pause\n", "")
    assert system.calls() == []


def test_changed_requirements_are_installed_again(system: System) -> None:
    system.start()
    system.calls()
    marker = system.clone / ".venv" / "installed-for-start"
    os.utime(marker, (0, 0))
    again = system.start()
    assert again.returncode == 0
    assert [call.split()[0] for call in system.calls()] == ["pip"]
    assert "are downloaded" not in again.stderr


def test_what_the_checks_have_installed_is_enough(system: System) -> None:
    system.start()
    (system.clone / ".venv" / "installed-for-start").rename(system.clone / ".venv" / "installed-for-check")
    system.calls()
    assert system.start().stderr == ""
    assert system.calls() == []


def test_cuda_is_installed_where_its_driver_is(system: System) -> None:
    system.add("nvidia-smi", "exit 0")
    first = system.start()
    assert "up to 3000 MB are downloaded" in first.stderr
    (call,) = system.calls()
    assert call.endswith("--editable .[cuda]")


@pytest.mark.parametrize(("user", "asked"), [("0", []), ("1000", ["sudo"])])
def test_system_packages_are_asked_for_once_and_first(system: System, user: str, asked: list[str]) -> None:
    missing = {"USER_ID": user, "MISSING": "libEGL.so.1 libxcb-cursor.so.0", "NO_VENV": "1"}
    system.start(variables=missing)
    *before, update, install, pip = system.calls()
    assert before == asked
    assert update == "apt-get update"
    assert install.endswith(" python3-venv libegl1 libxcb-cursor0")
    assert pip.startswith("pip install")


def test_without_sudo_a_sentence_names_the_packages(system: System) -> None:
    (system.programs / "sudo").unlink()
    done = system.start(variables={"USER_ID": "1000", "MISSING": "libGL.so.1"})
    assert done.returncode == 1
    assert done.stderr == "Ask an administrator to install these, then run this again: libgl1\n"
    assert system.calls() == []


def test_without_apt_a_sentence_names_the_libraries(system: System) -> None:
    (system.programs / "apt-get").unlink()
    done = system.start(variables={"USER_ID": "1000", "MISSING": "libGL.so.1 libSM.so.6"})
    assert done.returncode == 1
    assert done.stderr == "Install the packages that contain these, then run this again: libGL.so.1 libSM.so.6\n"


def test_packages_that_cannot_be_installed_are_named(system: System) -> None:
    done = system.start(variables={"MISSING": "libGL.so.1", "APT_STATUS": "100"})
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "These system packages could not be installed; install them, then run this again: libgl1"
    )
    assert not (system.clone / ".venv").exists()


def test_a_python_that_is_missing_is_installed_too(system: System) -> None:
    (system.programs / "python3").rename(system.programs / "later")
    copy = f'[ "$1" = update ] || cp {system.programs}/later {system.programs}/python3'
    system.add("apt-get", f'echo apt-get "$@" >>"$LOG"\n{copy}')
    system.add("cp", f'exec {shutil.which("cp")} "$@"')
    assert system.start().returncode == 0
    assert " python3 python3-venv" in system.calls()[1]


def test_a_python_that_is_too_old_is_refused(system: System) -> None:
    system.add("python3", "exit 1")
    done = system.start()
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == "bisenet-bg needs Python 3.11 or newer; install it, then run this again."


def test_a_full_disk_is_noticed_before_anything_is_fetched(system: System) -> None:
    system.add("df", 'echo "Filesystem 1M-blocks Used Available Use% Mounted"; echo "/dev/sda 1000 990 10 99% /"')
    done = system.start()
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == "Only 10 MB are free here; make room, then run this again."
    assert system.calls() == []


@pytest.mark.parametrize("end", ["exit 1", "kill -TERM $PPID; sleep 0.2", "kill -INT $PPID; sleep 0.2"])
def test_an_interrupted_installation_leaves_no_temporary_files(system: System, end: str) -> None:
    system.add("python3", _PYTHON.replace("echo pip", f"touch $TMPDIR/half; {end}; echo pip"))
    assert system.start().returncode != 0
    assert (system.clone / ".venv" / "bin").exists()
    assert not (system.clone / ".venv" / "tmp").exists()


def test_a_long_installation_is_not_silent(system: System) -> None:
    library = system.clone / "scripts" / "lib.sh"
    library.write_text(library.read_text(encoding="utf-8").replace("progress_seconds=5", "progress_seconds=0.1"))
    system.add("python3", _PYTHON.replace("echo pip", "sleep 1; echo pip"))
    assert "MB are in .venv so far." in system.start().stderr
