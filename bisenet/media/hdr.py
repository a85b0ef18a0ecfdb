"""Tone mapping: HDR video to what a standard display shows."""

from collections.abc import Callable
from functools import cache

import cv2
import numpy as np
from av.video.reformatter import ColorPrimaries, ColorTrc
from numpy.typing import NDArray

# Diffuse white in nits: the brightest of a standard picture (ITU-R BT.2408).
_WHITE = 203.0
# Nits that HLG's full signal has on the display that its curve is defined for.
_HLG_PEAK = 1000.0
_HLG_SYSTEM_GAMMA = 1.2
# Between that of televisions, 2.4, and of monitors, 2.2.
_GAMMA = 2.3
# Light in, light out, where 1 is diffuse white: unchanged up to bright greys; highlights share the last few levels.
_CURVE = ((0.0, 0.8, 0.93, 1.0, 5.0), (0.0, 0.8, 0.97, 0.99, 1.0))
_BRIGHTEST = _CURVE[0][-1]
_LEVELS = 2**14
# Linear RGB to that of BT.709.
_TO_BT709 = {
    ColorPrimaries.BT2020: ((1.6605, -0.5876, -0.0728), (-0.1246, 1.1329, -0.0083), (-0.0182, -0.1006, 1.1187)),
    ColorPrimaries.SMPTE432: ((1.2249, -0.2247, -0.0002), (-0.0420, 1.0419, 0.0001), (-0.0197, -0.0786, 1.0983)),
}


def is_hdr(transfer: int) -> bool:
    """Say whether FFmpeg's number of a transfer function is PQ or HLG."""
    return transfer in _LIGHT_OF


def tone_mapped(rgb: NDArray[np.uint16], transfer: int, primaries: int) -> NDArray[np.uint8]:
    """Convert an HDR picture to a standard one.

    Args:
        rgb: (H, W, 3), coded as `transfer` says, 0 .. 65535.
        transfer: FFmpeg's number of PQ or HLG.
        primaries: FFmpeg's number of the colour primaries; unknown ones are taken as those of a standard picture.

    Returns:
        RGB uint8 (H, W, 3).
    """
    light: NDArray[np.float32] = _light_table(transfer)[rgb]
    if primaries in _TO_BT709:
        matrix = np.array(_TO_BT709[ColorPrimaries(primaries)], np.float32)
        light = np.asarray(cv2.transform(light, matrix), np.float32)
    # The square root spends the levels on dark pixels.
    roots = cv2.sqrt(np.clip(light, 0, _BRIGHTEST) / np.float32(_BRIGHTEST))
    return _code_table()[(roots * (_LEVELS - 1)).astype(np.uint16)]


def _pq_light(code: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return nits, as SMPTE ST 2084 defines."""
    m1, m2 = 2610 / 16384, 2523 / 32
    c1, c2, c3 = 3424 / 4096, 2413 / 128, 2392 / 128
    power = code ** (1 / m2)
    return np.asarray(10_000 * (np.maximum(power - c1, 0) / (c2 - c3 * power)) ** (1 / m1))


def _hlg_light(code: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return nits, as ITU-R BT.2100 defines for greys."""
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    scene = np.where(code <= 0.5, code**2 / 3, (np.exp((code - c) / a) + b) / 12)
    return np.asarray(_HLG_PEAK * scene**_HLG_SYSTEM_GAMMA)


_LIGHT_OF: dict[int, Callable[[NDArray[np.float64]], NDArray[np.float64]]] = {
    ColorTrc.SMPTE2084: _pq_light,
    ColorTrc.ARIB_STD_B67: _hlg_light,
}


@cache
def _light_table(transfer: int) -> NDArray[np.float32]:
    """Return linear light, where 1 is diffuse white, for each code 0 .. 65535."""
    return (_LIGHT_OF[transfer](np.arange(2**16) / (2**16 - 1)) / _WHITE).astype(np.float32)


@cache
def _code_table() -> NDArray[np.uint8]:
    """Return the standard code, 0 .. 255, for each level of the root of linear light."""
    light = (np.arange(_LEVELS) / (_LEVELS - 1)) ** 2 * _BRIGHTEST
    return np.rint(255 * np.interp(light, *_CURVE) ** (1 / _GAMMA)).astype(np.uint8)
