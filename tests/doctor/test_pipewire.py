"""The doctor's check of PipeWire, without a daemon and in a session of its own."""

import pytest

from app.core.types import Size
from app.doctor.pipewire import check_pipewire
from app.findings.model import Level
from tests.devices.linux.pipewire.desktop import MISSING, REASON, desktop

SIZE = Size(320, 180)


def test_without_a_daemon_it_is_a_note_with_the_commands() -> None:
    (finding,) = check_pipewire(SIZE, 5)
    assert finding.level is Level.NOTE
    assert finding.what in ("PipeWire is not installed.", "PipeWire does not run in this session.")
    assert any("pipewire wireplumber" in step for step in finding.fix)


@pytest.mark.slow
@pytest.mark.skipif(bool(MISSING), reason=REASON)
def test_a_picture_comes_out_again(monkeypatch: pytest.MonkeyPatch) -> None:
    with desktop() as session:
        monkeypatch.setenv("XDG_RUNTIME_DIR", session.environment["XDG_RUNTIME_DIR"])
        proof, who = check_pipewire(SIZE, 10)
    assert proof.level is Level.OK
    assert "320x180" in proof.what
    assert "Firefox" in who.what
    assert any("allow-pipewire" in step for step in who.fix)
