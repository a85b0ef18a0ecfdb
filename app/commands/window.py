"""The main job: the window."""

from collections.abc import Mapping
from typing import Any

from app.commands.second_start import hand_over
from app.config import Start
from app.control.single_instance import OccupiedError, SingleInstance, only_instance
from app.devices.cameras import ask_permission
from app.factory import sink_of


def run_window(start: Start, given: Mapping[str, Any]) -> int:
    """Open the window, or where one is open raise that; return the exit status.

    Args:
        start: how the window is asked to start.
        given: the options that were asked for by name; a window that is open takes some of them.

    Raises:
        ConfigError: Qt cannot be loaded, an option cannot be used, or a run without a window is in the way.
        DeviceError: there is no such camera or virtual camera.
    """
    try:
        with only_instance() as instance:
            return _open(instance, start)
    except OccupiedError as occupied:
        return hand_over(occupied, given)


def _open(instance: SingleInstance, start: Start) -> int:
    if start.config.virtual_camera is not None:
        # Asked for by hand, so its absence costs one sentence and no window.
        sink_of(start.config)
    ask_permission()
    from app.gui.startup.entry import run

    return run(start, instance)
