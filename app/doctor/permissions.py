"""Check of the permissions for Linux's video devices."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from app.core.advice import ShellCommand, Steps
from app.core.errors import DeviceError
from app.devices.advice import LOG_IN_AGAIN, join_group
from app.devices.linux import v4l2
from app.devices.linux.system import SystemFiles
from app.findings.model import Finding, Level
from app.language import N_, _

CHECK = "permissions"
_WHY = N_("bisenet-bg can neither read the webcam nor feed the virtual camera.")


@dataclass(frozen=True)
class Group:
    """The group of a device.

    Attributes:
        name: of the group.
        opens: whether its members may open the device.
        has_user: whether this user is a member.
        in_login: whether the membership applies to the current login.
    """

    name: str
    opens: bool
    has_user: bool
    in_login: bool


def check_permissions(files: SystemFiles) -> list[Finding]:
    """Check every /dev/videoN."""
    nodes = files.video_nodes()
    refused = [path for path in nodes if _is_forbidden(path)]
    if not nodes:
        return []
    if not refused:
        return [Finding(CHECK, Level.OK, _("You may open every video device."))]
    what = _("You may not open {devices}.").format(devices=", ".join(map(str, refused)))
    return [Finding(CHECK, Level.PROBLEM, what, _(_WHY), _fix(group_of(refused[0]), refused))]


def _is_forbidden(path: Path) -> bool:
    try:
        v4l2.query(path)
    except v4l2.ForbiddenError:
        return True
    except DeviceError:
        return False
    return False


def group_of(path: Path) -> Group:
    """Return the group of a device; Linux only."""
    import grp
    import pwd

    facts = path.stat()
    both = stat.S_IRGRP | stat.S_IWGRP
    try:
        group, user = grp.getgrgid(facts.st_gid), pwd.getpwuid(os.getuid())
    except KeyError:
        # A container may have neither.
        return Group("", opens=False, has_user=False, in_login=False)
    return Group(
        group.gr_name,
        # Joining root's group would grant too much.
        opens=facts.st_mode & both == both and facts.st_gid != 0,
        has_user=user.pw_name in group.gr_mem or user.pw_gid == facts.st_gid,
        in_login=facts.st_gid in (*os.getgroups(), os.getegid()),
    )


def _fix(group: Group, refused: list[Path]) -> Steps:
    if not group.opens or group.in_login:
        nodes = " ".join(map(str, refused))
        return (ShellCommand(f"sudo chgrp video {nodes}"), ShellCommand(f"sudo chmod 660 {nodes}"), *join_group())
    return (_(LOG_IN_AGAIN),) if group.has_user else join_group(group.name)
