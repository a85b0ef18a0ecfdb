"""What a video file holds besides its pictures and sound: chapters, which are kept, and tracks, which are left out."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from av.container import InputContainer, OutputContainer
from av.stream import Disposition, Stream

from app.devices.media.metadata import repaired
from app.language import _, ngettext

if TYPE_CHECKING:
    from av.container.core import Chapter as FileChapter

_MILLISECOND = Fraction(1, 1000)
_COVER, _DATA = "cover", "data"
# In these, a sound format that FFmpeg does not know looks like data.
_STREAMS = ("mpegts", "mpeg")


@dataclass(frozen=True)
class Chapter:
    """A named part of a video.

    Attributes:
        begin, end: seconds from the start of the video.
        title: may be empty.
    """

    begin: float
    end: float
    title: str


def chapters_of(container: InputContainer) -> tuple[Chapter, ...]:
    """Return the chapters of a file, in its order."""
    found = []
    for chapter in container.chapters():
        unit = chapter["time_base"] or _MILLISECOND
        title = repaired(chapter["metadata"].get("title", ""))
        found.append(Chapter(float(chapter["start"] * unit), float(chapter["end"] * unit), title))
    return tuple(found)


def chapters_between(chapters: Iterable[Chapter], start: float, end: float | None) -> list[Chapter]:
    """Return the chapters of the part of a video between two moments, whose times count from `start`."""
    last = float("inf") if end is None else end
    parts = [
        replace(chapter, begin=max(chapter.begin, start) - start, end=min(chapter.end, last) - start)
        for chapter in chapters
    ]
    # Damaged files have chapters that end before they begin, which no container takes.
    return [chapter for chapter in parts if chapter.begin < chapter.end]


def write_chapters(container: OutputContainer, chapters: Sequence[Chapter]) -> None:
    """Write chapters to a file, before its first packet."""
    if chapters:
        container.set_chapters([_file_chapter(number, chapter) for number, chapter in enumerate(chapters, 1)])


def _file_chapter(number: int, chapter: Chapter) -> "FileChapter":
    return {
        "id": number,
        "start": round(chapter.begin / _MILLISECOND),
        "end": round(chapter.end / _MILLISECOND),
        "time_base": _MILLISECOND,
        "metadata": {"title": chapter.title} if chapter.title else {},
    }


def left_out(container: InputContainer, film: Stream) -> str:
    """Return a sentence about the tracks of a file that are no pictures of the film and no sound; "" without any."""
    kinds = Counter(_kind(stream) for stream in container.streams if stream is not film and stream.type != "audio")
    if "mp4" in container.format.name and container.chapters():
        # Its chapters have a track of their own.
        kinds[_DATA] -= 1
    kinds = +kinds
    if not kinds:
        return ""
    things = ", ".join(_counted(kind, count) for kind, count in kinds.items())
    sentences = [_("Left out: {things}.").format(things=things)]
    if _DATA in kinds and container.format.name in _STREAMS and not container.streams.audio:
        sentences.append(_("If the video should have sound, that is in an unknown format."))
    return " ".join(sentences)


def _kind(stream: Stream) -> str:
    """Return the kind of a track: FFmpeg's name of it, or that of a cover picture."""
    if stream.type == "video" and stream.disposition & Disposition.attached_pic:
        return _COVER
    return stream.type if stream.type in ("subtitle", "attachment", "video") else _DATA


def _counted(kind: str, count: int) -> str:
    """Return a number of tracks of one kind as text; the first picture track is that of the film."""
    match kind:
        case "subtitle":
            text = ngettext("{count} subtitle track", "{count} subtitle tracks", count)
        case "attachment":
            text = ngettext("{count} attachment", "{count} attachments", count)
        case "video":
            text = ngettext("{count} other video track", "{count} other video tracks", count)
        case "cover":
            text = ngettext("{count} cover picture", "{count} cover pictures", count)
        case _:
            text = ngettext("{count} data track", "{count} data tracks", count)
    return text.format(count=count)
