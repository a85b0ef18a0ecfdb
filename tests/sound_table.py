"""What `render` does with each sound codec in each container, measured; `python -m tests.sound_table` prints it."""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import av
import pytest

from app.config import AppConfig
from app.core.compositing.processor import Processor
from app.core.errors import ConfigError
from app.render import render_file
from app.render.settings import RenderSettings
from tests.fakes import FakeSegmenter
from tests.sound_clips import SOUND_CODECS, SUFFIXES, Tone, sound_of, write_with_sound

SOURCE, TARGET = "from", "into"
# Decoders' names for what encoders of other names write.
NAMES = {"libopus": "opus", "libmp3lame": "mp3", "libopencore_amrnb": "amr_nb"}
HERTZ = 440
_HEADING = {
    TARGET: "Into each container: `copied`, `encoded` (as AAC, in WebM as Opus), or `refused` before anything is done.",
    SOURCE: "From each container into `.mkv`: whether the sound is there; a dash if FFmpeg cannot make such a file.",
}


def rendered(
    source: Path,
    target: Path,
    choice: str = "copy",
    background: str = "#00b140",
    settings: RenderSettings | None = None,
) -> list[str]:
    """Render a video with a stand-in for the model, and return the warnings before the first frame and after it.

    A warning that comes after a frame begins with "late: ".
    """
    warnings: list[str] = []
    done = [0]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(render_file, "processor_of", lambda config, live: lambda stats: Processor(FakeSegmenter(), stats))
        render_file.render(
            source,
            target,
            AppConfig(background=background, sound=choice),
            settings or RenderSettings(),
            lambda step: done.append(step.done),
            lambda warning: warnings.append(f"{'late: ' if done[-1] else ''}{warning}"),
        )
    return warnings


def measure(folder: Path, direction: str, suffix: str, codec: str) -> str:
    """Return the word for one cell of a table.

    Raises:
        AssertionError: the sound is not there, or no sound of that kind.
    """
    source = folder / f"source-{codec}{suffix if direction == SOURCE else _holder(codec)}"
    target = folder / f"target{'.mkv' if direction == SOURCE else suffix}"
    try:
        write_with_sound(source, [Tone(codec, HERTZ)])
        before, seconds, _ = sound_of(source)
        assert seconds == pytest.approx(1, abs=0.12)
    except (ValueError, IndexError, AssertionError, av.FFmpegError):
        assert direction == SOURCE
        return "—"
    target.write_bytes(b"old")
    try:
        warnings = rendered(source, target)
    except ConfigError as error:
        refusal = str(error)
    else:
        refusal = ""
    if refusal:
        assert target.read_bytes() == b"old"
        assert f"cannot be written as target{suffix}" in refusal
        return "refused"
    codec_after, seconds, hertz = sound_of(target)
    assert warnings == [], (direction, suffix, codec)
    assert seconds == pytest.approx(1, abs=0.12), (direction, suffix, codec)
    assert hertz == pytest.approx(HERTZ, abs=5), (direction, suffix, codec)
    if direction == SOURCE:
        return "yes"
    # MPEG-4 does not distinguish MP2 from MP3.
    copied = codec_after == before or (before, codec_after) == ("mp2", "mp3")
    if not copied:
        assert codec_after == ("opus" if suffix == ".webm" else "aac")
    return "copied" if copied else "encoded"


def _holder(codec: str) -> str:
    """Return the suffix of a container for a source with that codec."""
    return ".wmv" if codec in ("wmav2", "libopencore_amrnb") else ".mkv"


def tables(cell: Callable[[str, str, str], str]) -> str:
    """Return both tables as Markdown, from the word for a direction, a suffix and a codec."""
    lines = []
    for direction in (TARGET, SOURCE):
        names = [NAMES.get(codec, codec) for codec in SOUND_CODECS]
        lines += [_HEADING[direction], "", f"| {direction} | {' | '.join(names)} |", "|---" * (len(names) + 1) + "|"]
        for suffix in SUFFIXES:
            words = [cell(direction, suffix, codec) for codec in SOUND_CODECS]
            lines.append(f"| `{suffix}` | {' | '.join(words)} |")
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    av.logging.set_level(av.logging.FATAL)
    with tempfile.TemporaryDirectory() as name:
        sys.stdout.write(tables(lambda *cell: measure(Path(name), *cell)))
