"""`bisenet-bg devices`: lists cameras, virtual camera, models and backgrounds."""

import json
from typing import Any

from app.backgrounds.bundled import bundled_backgrounds
from app.backgrounds.spec import usage
from app.core.errors import DeviceError
from app.devices.advice import SEE_PIPEWIRE
from app.devices.cameras import list_cameras
from app.devices.virtual_cameras import PIPEWIRE, find_virtual_cameras
from app.findings.report import step_lines
from app.language import _
from app.machine import machine
from app.terminal import wrapped


def survey() -> dict[str, Any]:
    """Return cameras, virtual camera, models, backgrounds and whether there is CUDA, as JSON values."""
    try:
        # Outside Linux the choice is left to the system.
        virtual = {"devices": [word or "default" for word in find_virtual_cameras(())], "problem": "", "fix": []}
    except DeviceError as error:
        virtual = {"devices": [], "problem": error.args[0], "fix": list(error.steps)}
    here = machine()
    return {
        "cameras": [{"key": camera.key, "name": camera.name, "id": camera.identity} for camera in list_cameras()],
        "virtual_camera": virtual,
        "cuda": here.cuda,
        "models": sorted(here.models),
        "backgrounds": [path.name for path in bundled_backgrounds()],
    }


def run_devices(as_json: bool) -> int:
    """Print the list; return 0."""
    found = survey()
    if as_json:
        print(json.dumps(found, indent=2))
        return 0
    cameras = [f"{camera['key']:14} {camera['name']}  ({camera['id']})" for camera in found["cameras"]]
    state = found["virtual_camera"]
    virtual = [f"{word:14} {_(SEE_PIPEWIRE) if word == PIPEWIRE else ''}".rstrip() for word in state["devices"]]
    sections = {
        _("Cameras"): cameras or [_("none; `bisenet-bg --camera demo` plays the demo clip")],
        _("Virtual cameras"): virtual or [state["problem"], *step_lines(state["fix"], "  ")],
        _("Processor"): [_("CUDA and CPU") if found["cuda"] else "CPU"],
        _("Models"): [", ".join(found["models"])],
        _("Backgrounds"): [
            ", ".join(found["backgrounds"]),
            _("or: {usage}").format(usage=usage()),
        ],
    }
    for title, lines in sections.items():
        print(title, *(wrapped(f"  {line}") for line in lines), sep="\n")
    return 0
