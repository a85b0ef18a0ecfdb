"""Reads a camera for ever and prints a verdict for each picture; a process of its own, as a meeting is."""

import sys

import cv2
import numpy as np

from app.core.types import Size
from tests.device.conftest import reddish, shows_person

if __name__ == "__main__":
    while True:
        capture = cv2.VideoCapture(sys.argv[1], cv2.CAP_V4L2)
        while capture.isOpened():
            good, bgr = capture.read()
            # No picture for ten seconds: the stream stays open, as in a meeting.
            if good:
                rgb = np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), np.uint8)
                words = "person" if shows_person(rgb) else "nobody"
                sys.stdout.write(f"{Size(rgb.shape[1], rgb.shape[0])} {words} red={reddish(rgb)}\n")
                sys.stdout.flush()
