"""Devices that may not be opened, and what opens them."""

import os
from pathlib import Path

import pytest

from app.core.errors import DeviceError
from app.devices.linux import v4l2
from app.doctor import permissions
from app.doctor.permissions import Group, check_permissions, group_of
from app.findings.model import Level
from tests.doctor.conftest import BuildFiles


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Return the names of the nodes that may not be opened; the others are no cameras."""
    names: set[str] = set()

    def query(path: Path) -> v4l2.Node:
        raise (v4l2.ForbiddenError if path.name in names else DeviceError)("It cannot be opened.")

    monkeypatch.setattr(v4l2, "query", query)
    return names


def test_no_devices_no_finding(system_files: BuildFiles, refused: set[str]) -> None:
    assert check_permissions(system_files()) == []


def test_every_device_may_be_opened(system_files: BuildFiles, refused: set[str]) -> None:
    (found,) = check_permissions(system_files({"dev/video0": "", "dev/video10": ""}))
    assert found.level is Level.OK


_JOIN, _AGAIN = "sudo usermod -aG video $USER", "Log out and in again"


@pytest.mark.parametrize(
    ("group", "steps"),
    [
        (Group("video", opens=True, has_user=False, in_login=False), [_JOIN, _AGAIN]),
        (Group("video", opens=True, has_user=True, in_login=False), [_AGAIN]),
        (Group("root", opens=False, has_user=False, in_login=False), ["sudo chgrp", "sudo chmod", _JOIN, _AGAIN]),
        (Group("video", opens=True, has_user=True, in_login=True), ["sudo chgrp", "sudo chmod", _JOIN, _AGAIN]),
    ],
)
def test_how_to_get_in(
    group: Group, steps: list[str], system_files: BuildFiles, refused: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(permissions, "group_of", lambda path: group)
    refused.add("video10")
    (found,) = check_permissions(
        system_files({"dev/video0": "", "dev/video10": "", "dev/video": "", "dev/videodisk": ""})
    )
    assert found.level is Level.PROBLEM
    assert "video10." in found.what
    assert "video0" not in found.what
    assert [step[: len(start)] for step, start in zip(found.fix, steps, strict=True)] == steps


@pytest.mark.skipif(not hasattr(os, "getgroups"), reason="Windows has no groups of files")
def test_the_group_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import grp

    path = tmp_path / "video0"
    path.touch(mode=0o600)
    found = group_of(path)
    assert (found.name, found.opens, found.in_login) == (grp.getgrgid(path.stat().st_gid).gr_name, False, True)
    path.chmod(0o660)
    assert group_of(path).opens == (path.stat().st_gid != 0)
    monkeypatch.setattr(grp, "getgrgid", {}.__getitem__)
    assert group_of(path) == Group("", opens=False, has_user=False, in_login=False)
