"""A computer simulated by a folder of files."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.devices.linux.system import SystemFiles

RELEASE = "6.1.0-test"
SECURE_BOOT = "sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"
BuildFiles = Callable[..., SystemFiles]


@pytest.fixture(autouse=True)
def _linux(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")


@pytest.fixture
def system_files(tmp_path: Path) -> BuildFiles:
    """Return a function that writes files and returns the computer; a `None` is a folder."""

    def build(files: dict[str, str | bytes | None] | None = None) -> SystemFiles:
        for name, content in {f"lib/modules/{RELEASE}": None, **(files or {})}.items():
            path = tmp_path / name
            (path if content is None else path.parent).mkdir(parents=True, exist_ok=True)
            if content is not None:
                path.write_bytes(content.encode() if isinstance(content, str) else content)
        return SystemFiles(tmp_path, RELEASE)

    return build
