"""The program's names on a desktop.

Wayland compositors and portals find the icon and title of a window by its app id, which must be the name of the desktop
file without its suffix.
"""

from app.language import N_

APP_ID = "io.github.bisenet_bg.BisenetBg"
NAME = "bisenet-bg"
SUMMARY = N_("Virtual background for your webcam")
