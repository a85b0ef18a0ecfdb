"""Colour and quality changes that turn a photograph into a webcam picture; light that falls on the person alone."""

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from bisenet.data.geometry import Sample

FloatImage = NDArray[np.float32]
_NOISE = np.random.default_rng(0).standard_normal(2**20, np.float32)


def degrade(rgb: NDArray[np.uint8], rng: Generator) -> NDArray[np.uint8]:
    """Return a changed copy of RGB uint8 (H, W, 3): colour, light, blur, noise, resolution, JPEG."""
    image = rgb.astype(np.float32) / 255.0
    if rng.random() < 0.7:
        image = _colour(image, rng)
    if rng.random() < 0.05:
        image = np.repeat(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)[..., None], 3, axis=2)
    if rng.random() < 0.15:
        image = _coloured_light(image, rng)
    if rng.random() < 0.2:
        image = _low_light(image, rng)
    if rng.random() < 0.2:
        image = _blur(image, rng)
    if rng.random() < 0.2:
        image = _resample(image, rng)
    if rng.random() < 0.3:
        image = image + _noise(image, rng.uniform(0.005, 0.04), rng)
    out = np.clip(image * 255.0 + 0.5, 0, 255).astype(np.uint8)
    return _jpeg(out, rng) if rng.random() < 0.3 else out


def relight(sample: Sample, rng: Generator) -> Sample:
    """Return a sample in other light: the person a silhouette before a bright ground, or lit by a screen in the dark.

    The label, which may be soft, stays.
    """
    person = sample.label[..., :1] / np.float32(255)
    image = sample.rgb.astype(np.float32)
    if rng.random() < 0.5:
        behind = 255 - (255 - image) * np.float32(rng.uniform(0.4, 1.0))
        front = image * np.float32(rng.uniform(0.08, 0.4))
    else:
        screen = rng.uniform(0.3, 1.0) * rng.uniform((0.5, 0.7, 0.9), (1.0, 1.0, 1.3))
        behind = image * np.float32(rng.uniform(0.08, 0.35))
        front = image * screen.astype(np.float32)
    image = np.asarray(behind + person * (front - behind), np.float32)
    return Sample(np.clip(np.rint(image), 0, 255).astype(np.uint8), sample.label)


def _colour(image: FloatImage, rng: Generator) -> FloatImage:
    balance = rng.uniform(0.85, 1.15, 3).astype(np.float32)
    brightness, contrast = rng.uniform(0.7, 1.3), rng.uniform(0.75, 1.25)
    image = image * (balance * np.float32(brightness))
    mean = np.float32(image.mean())
    image = (image - mean) * np.float32(contrast) + mean
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)[..., None]
    image = grey + (image - grey) * np.float32(rng.uniform(0.4, 1.4))
    return _gamma(np.clip(image, 0, 1), rng.uniform(0.7, 1.4))


def _coloured_light(image: FloatImage, rng: Generator) -> FloatImage:
    """Light from one side, as from a screen, a lamp or a window."""
    height, width = image.shape[:2]
    angle = rng.uniform(0, 2 * np.pi)
    ys, xs = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    ramp = np.clip((xs * np.cos(angle) + ys * np.sin(angle) + 1) / 2, 0, 1)[..., None].astype(np.float32)
    colour = rng.uniform(0.3, 1.8, 3).astype(np.float32)
    return np.asarray(image * (1 + ramp * (colour - 1)), np.float32)


def _low_light(image: FloatImage, rng: Generator) -> FloatImage:
    dark = _gamma(image, rng.uniform(1.0, 1.6)) * np.float32(rng.uniform(0.25, 0.7))
    return dark + _noise(image, rng.uniform(0.01, 0.05), rng)


def _gamma(image: FloatImage, gamma: float) -> FloatImage:
    return np.asarray(cv2.pow(np.maximum(image, 0), gamma), np.float32)


def _noise(image: FloatImage, sigma: float, rng: Generator) -> FloatImage:
    # Drawing a number for each pixel would cost more than all else that is done to a picture.
    start = int(rng.integers(_NOISE.size - image.size)) if image.size < _NOISE.size else 0
    field = np.resize(_NOISE[start : start + image.size], image.size).reshape(image.shape)
    return np.asarray(field * np.float32(sigma * rng.choice((-1, 1))), np.float32)


def _blur(image: FloatImage, rng: Generator) -> FloatImage:
    if rng.random() < 0.5:
        sigma = float(rng.uniform(0.4, 1.6))
        return np.asarray(cv2.GaussianBlur(image, (0, 0), sigma), np.float32)
    length = int(rng.integers(3, 8))
    kernel = np.zeros((length, length), np.float32)
    end = length - 1
    points = [((0, end // 2), (end, end // 2)), ((end // 2, 0), (end // 2, end)), ((0, 0), (end, end))]
    start, stop = points[int(rng.integers(len(points)))]
    cv2.line(kernel, start, stop, 1.0)
    return np.asarray(cv2.filter2D(image, -1, kernel / kernel.sum()), np.float32)


def _resample(image: FloatImage, rng: Generator) -> FloatImage:
    height, width = image.shape[:2]
    factor = rng.uniform(0.4, 0.9)
    small = cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)


def _jpeg(rgb: NDArray[np.uint8], rng: Generator) -> NDArray[np.uint8]:
    quality = int(rng.integers(25, 91))
    _, data = cv2.imencode(".jpg", rgb, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)
