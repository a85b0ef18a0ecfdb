"""Make ``demo.mp4``, a person for use without a camera: ``python -m assets.draw.make_demo [--out FILE]``.

The person is the public-domain NASA portrait that scikit-image ships (a development-only dependency),
moved gently over a drawn room. Encoding needs the ``ffmpeg`` command. The clip's last frame leads back
to its first.
"""

import argparse
import contextlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

import cv2
import numpy as np
from skimage import data

from assets.draw import portrait, rooms
from assets.draw.canvas import Display, Picture, Plane, develop, smoothstep

WIDTH, HEIGHT, RATE, FRAMES = 1280, 720, 25, 150
SEED = 20

# The portrait's 1024-pixel copy is shown at this size, with this point of it (in the neck) at that place.
SCALE, NECK, PLACE = 0.82, (452.0, 380.0), (630.0, 362.0)


def room() -> Picture:
    """The room, (HEIGHT, WIDTH, 3) BGR display values in 0..1."""
    rng = np.random.default_rng(SEED)
    drawn = develop(rooms.demo_room(rng), rng, grain=0.004)
    return cv2.resize(drawn, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA).astype(np.float32) / 255


def pose(phase: float) -> tuple[Plane, Plane]:
    """Where in the portrait every pixel of the frame looks, as x and y, each (HEIGHT, WIDTH).

    ``phase`` runs from 0 to 1 over the clip; all motion is made of whole turns of it, so the clip loops.
    """
    turn = 2 * np.pi * phase
    sway = 17 * np.sin(turn) + 5 * np.sin(2 * turn + 0.8)
    bob = 3.5 * np.sin(2 * turn + 0.4)
    angle = np.deg2rad(0.9 * np.sin(turn + 0.7))
    scale = SCALE * (1 + 0.007 * np.sin(2 * turn + 1.9))
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    across, down = x - (PLACE[0] + sway), y - (PLACE[1] + bob)
    u = (np.cos(angle) * across + np.sin(angle) * down) / scale
    v = (np.cos(angle) * down - np.sin(angle) * across) / scale
    # The head tilts a little more than the body; the bend is spread over the neck.
    head = smoothstep(20, -130, v.astype(np.float32))
    tilt = np.deg2rad(2.2 * np.sin(turn + 0.2) + 0.8 * np.sin(3 * turn)) * head
    nod = 4.0 * np.sin(2 * turn + 1.1) * head
    return (NECK[0] + u + tilt * v).astype(np.float32), (NECK[1] + v - tilt * u + nod).astype(np.float32)


def frames() -> Iterator[Display]:
    """The clip's frames, each (HEIGHT, WIDTH, 3) BGR."""
    image: Display = data.astronaut()
    colour, cover = portrait.cut_out(np.ascontiguousarray(image[..., ::-1]))
    person = np.dstack([colour * cover[..., None], cover])
    behind = room()
    for index in range(FRAMES):
        x, y = pose(index / FRAMES)
        moved = cv2.remap(person, x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=(0, 0, 0, 0))
        alpha = np.clip(moved[..., 3:], 0, 1)
        frame = behind * (1 - alpha) + moved[..., :3]
        yield np.clip(np.round(frame * 255), 0, 255).astype(np.uint8)


def encode(path: Path) -> None:
    """Write the clip to ``path`` as H.264 that plays from its first bytes on."""
    ffmpeg = shutil.which("ffmpeg")
    if ffmpeg is None:
        sys.exit("The demo clip needs the ffmpeg command, which was not found; install ffmpeg and run this again.")
    source = ["-f", "rawvideo", "-pix_fmt", "bgr24", "-s", f"{WIDTH}x{HEIGHT}", "-r", str(RATE), "-i", "-"]
    codec = ["-c:v", "libx264", "-preset", "slow", "-crf", "23", "-pix_fmt", "yuv420p", "-g", str(RATE)]
    # One thread and no dates make every run's file the same; the colour matrix is the one players assume.
    colours = ["-vf", "scale=out_color_matrix=bt709", "-colorspace", "bt709", "-color_range", "tv"]
    fixed = ["-threads", "1", "-fflags", "+bitexact", "-map_metadata", "-1", "-movflags", "+faststart"]
    command = [ffmpeg, "-y", "-loglevel", "error", *source, *colours, *codec, *fixed, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        pipe = cast(IO[bytes], process.stdin)
        # When ffmpeg stops early its own message and exit code say why; the broken pipe adds nothing.
        with contextlib.suppress(BrokenPipeError), pipe:
            for frame in frames():
                pipe.write(frame.tobytes())
    if process.returncode:
        sys.exit(f"ffmpeg could not write {path}; its message is above.")


def main() -> None:
    """Make the clip where the command line says."""
    parser = argparse.ArgumentParser(description="Make the demo clip.")
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parents[1] / "demo.mp4")
    encode(parser.parse_args().out)


if __name__ == "__main__":
    main()
