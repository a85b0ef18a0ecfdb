"""A private D-Bus session bus."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def private_bus(folder: Path) -> Iterator[str]:
    """Run a session bus within the block, and give its address; skip the test where there is no dbus-daemon.

    It starts no services.

    Args:
        folder: for its socket and configuration.
    """
    daemon = shutil.which("dbus-daemon")
    if daemon is None:
        pytest.skip("needs dbus-daemon, of the package dbus")
    configuration = folder / "bus.conf"
    configuration.write_text(_CONFIGURATION.format(address=f"unix:path={folder / 'bus'}"))
    arguments = [daemon, f"--config-file={configuration}", "--nofork", "--print-address"]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


_CONFIGURATION = """\
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>{address}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""
