"""The programs that have a device open, as text and advice."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from app.core.advice import ShellCommand, Steps
from app.devices.linux.device_users import DeviceUser
from app.language import _

_OURS = "bisenet-bg"


def ours(holders: Iterable[DeviceUser]) -> list[DeviceUser]:
    """Return those that are bisenet-bg."""
    return [holder for holder in holders if holder.program == _OURS]


def foreign(holders: Iterable[DeviceUser]) -> list[DeviceUser]:
    """Return those that are neither bisenet-bg nor part of the desktop."""
    return [holder for holder in holders if holder.program != _OURS and not holder.is_onlooker]


def names(holders: Iterable[DeviceUser]) -> str:
    """Return their names, joined for a sentence."""
    return ", ".join(map(str, holders))


def in_use(name: str, holders: Sequence[DeviceUser]) -> str:
    """Return the sentence that a device is in use by `holders`; without any the user cannot see them."""
    if not holders:
        return _("{name} is in use by a program that this user may not see.").format(name=name)
    return _("{name} is in use by {names}.").format(name=name, names=names(holders))


def closing(holders: Sequence[DeviceUser], path: Path) -> Steps:
    """Return the steps that free a device; without `holders` the user cannot see them."""
    if not holders:
        return (ShellCommand(f"sudo fuser -v {path}"), _("Close the program that it names."))
    if len(holders) == 1:
        return (_("Close that program, or:"), ShellCommand(f"kill {holders[0].pid}"))
    return (_("Close the one of them that uses it; the others may have opened it only to list it."),)
