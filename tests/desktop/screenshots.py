"""Pictures of the window in each Wayland session: `python -m tests.desktop.screenshots FOLDER`.

On a screen of 800 by 600 pixels, and with one and a half pixels per point.
"""

import sys
import tempfile
from pathlib import Path

from tests.desktop.sessions import desktop, wait_for

_SCREENS = {"800": ((800, 600), 1.0), "fractional": ((1920, 1350), 1.5)}

if __name__ == "__main__":
    target = Path(sys.argv[1])
    for compositor in ("sway", "labwc"):
        for name, (size, scale) in _SCREENS.items():
            with (
                tempfile.TemporaryDirectory(prefix="bg-") as folder,
                desktop(compositor, Path(folder), size, scale) as session,
                session.program() as program,
            ):
                program.wait_for_window()
                wait_for(lambda: len(session.picture().getcolors(2**24) or []) > 5000)
                session.picture().save(target / f"{compositor}-{name}.png")
