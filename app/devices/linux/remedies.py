"""The commands that mend a v4l2loopback which is loaded in the wrong way."""

from app.devices.linux.loopback import LOAD, UNLOAD

RELOAD = ("Close every program that has a camera open, then:", UNLOAD, LOAD)
