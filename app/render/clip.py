"""The part of a video between two moments."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from app.core.types import Rgb
from app.devices.media.film import Film

if TYPE_CHECKING:
    from av.packet import Packet


def items_between(reader: Film, start: float, end: float | None) -> "Iterator[tuple[Rgb, int] | Packet[Any]]":
    """Yield the items of a video from `start` to before `end`, both in seconds; time stamps count from `start`."""
    if start <= 0 and end is None:
        yield from reader.items()
        return
    for item in reader.items(start, end):
        if isinstance(item, tuple):
            rgb, pts = item
            yield rgb, pts - round(start / reader.seconds(1))
        elif item.pts is not None and item.dts is not None and item.time_base is not None:
            seconds = float(item.pts * item.time_base)
            if start <= seconds and (end is None or seconds < end):
                shift = round(start / item.time_base)
                item.pts, item.dts = item.pts - shift, item.dts - shift
                yield item


def frames_between(reader: Film, start: float, end: float | None) -> int:
    """Return the approximate number of frames that `items_between` yields; 0 if unknown."""
    rate = float(reader.rate)
    last = reader.count if end is None else min(reader.count, round(end * rate))
    return max(0, last - round(start * rate))
