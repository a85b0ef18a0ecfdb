"""The virtual cameras of Windows and macOS, on a faked list of devices."""

import pytest

from app.doctor import obs
from app.doctor.findings import Level
from tests.doctor.conftest import BuildMachine


@pytest.mark.parametrize(
    ("system", "program"), [("win32", "Program Files/obs-studio"), ("darwin", "Applications/OBS.app")]
)
def test_every_state(system: str, program: str, machine: BuildMachine, monkeypatch: pytest.MonkeyPatch) -> None:
    listed: list[str] = []
    monkeypatch.setattr("sys.platform", system)
    monkeypatch.setattr(obs, "virtual_cameras", lambda: listed)
    (absent,) = obs.check_obs(machine())
    assert absent.level is Level.PROBLEM
    assert "install" in absent.fix[0]
    (never_started,) = obs.check_obs(machine({program: None}))
    assert never_started.level is Level.PROBLEM
    assert never_started.fix[0] == "Start and stop its virtual camera once."
    listed.append("OBS Virtual Camera")
    (there,) = obs.check_obs(machine())
    assert (there.level, there.what) == (Level.OK, "There is a virtual camera: OBS Virtual Camera.")
