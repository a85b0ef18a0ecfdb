"""Facts about a computer that its files tell, most of them on Linux."""

import platform
import re
from dataclasses import dataclass, field
from pathlib import Path

from app.devices.linux.distributions import Distribution, distribution

MODULE = "v4l2loopback"
_IN_LIST = re.compile(rf"(^|/){MODULE}\.ko[.\w]*:", re.MULTILINE)
_SECURE_BOOT = "sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"


@dataclass(frozen=True)
class SystemFiles:
    """The file system of a computer; tests pass a folder of their own.

    Attributes:
        root: of the file system.
        release: of the running kernel.
    """

    root: Path = Path("/")
    release: str = field(default_factory=platform.release)

    def text(self, path: str) -> str:
        """Return a file's text without trailing newlines, "" if it cannot be read."""
        try:
            return (self.root / path).read_text(encoding="utf-8", errors="replace").rstrip("\n")
        except OSError:
            return ""

    def distribution(self) -> Distribution:
        """Return the family of this Linux distribution."""
        return distribution(self.text("etc/os-release"))

    def video_nodes(self) -> list[Path]:
        """Return every /dev/videoN."""
        return sorted((self.root / "dev").glob("video[0-9]*"))

    def is_loaded(self, module: str = MODULE) -> bool:
        """Say whether a kernel module is loaded."""
        return (self.root / "sys/module" / module).is_dir()

    def module_parameter(self, name: str) -> str:
        """Return a parameter of the loaded v4l2loopback as the kernel prints it, "" if there is none."""
        return self.text(f"sys/module/{MODULE}/parameters/{name}")

    def module_version(self) -> str:
        """Return the version of the loaded v4l2loopback, "" if unknown."""
        return self.text(f"sys/module/{MODULE}/version")

    def kernels_with_module(self) -> list[str]:
        """Return the kernels for which v4l2loopback is installed."""
        lists = sorted((self.root / "lib/modules").glob("*/modules.dep"))
        return [path.parent.name for path in lists if _IN_LIST.search(self.text(str(path.relative_to(self.root))))]

    def has_modules(self) -> bool:
        """Say whether there are any modules for the running kernel."""
        return (self.root / "lib/modules" / self.release).is_dir()

    def secure_boot(self) -> bool:
        """Say whether Secure Boot is on, so that the kernel loads signed modules only."""
        try:
            # Four bytes of attributes precede the value.
            return (self.root / _SECURE_BOOT).read_bytes()[4:5] == b"\1"
        except OSError:
            return False

    def loads_module_at_start(self) -> bool:
        """Say whether v4l2loopback is loaded at boot."""
        texts = [self.text("etc/modules"), *self._configuration("modules-load.d")]
        return any(line.split("#")[0].strip() == MODULE for text in texts for line in text.splitlines())

    def module_options_at_start(self) -> str:
        """Return the options configured for v4l2loopback, "" for none."""
        lines = (line.split() for text in self._configuration("modprobe.d") for line in text.splitlines())
        return " ".join(word for words in lines if words[:2] == ["options", MODULE] for word in words[2:])

    def _configuration(self, folder: str) -> list[str]:
        found = (path for place in ("etc", "run", "usr/lib") for path in (self.root / place / folder).glob("*.conf"))
        return [self.text(str(path.relative_to(self.root))) for path in found]
