"""The sound of a rendered video: nothing is lost without a word."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.packet import Packet

from app.cli.options import config_of, read_options
from app.core.errors import ConfigError, DeviceError
from app.devices.media import sound
from app.render.arguments import render_words
from app.render.settings import RenderSettings
from tests.clips import write_video
from tests.sound_clips import SOUND_CODECS, SUFFIXES, Tone, sound_of, write_with_sound
from tests.sound_table import SOURCE, TARGET, measure, rendered, tables

_MANUAL = Path(__file__).parents[2] / "docs" / "sound.md"


@pytest.mark.slow
def test_the_manuals_tables_are_measured(tmp_path: Path) -> None:
    assert tables(lambda *cell: measure(tmp_path, *cell)).strip() in _MANUAL.read_text(encoding="utf-8")


@pytest.mark.parametrize("direction", [TARGET, SOURCE])
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_container_does_what_the_manual_says(direction: str, suffix: str, tmp_path: Path) -> None:
    table = _MANUAL.read_text(encoding="utf-8").partition(f"| {direction} |")[2]
    row = table.partition(f"| `{suffix}` |")[2].partition("\n")[0]
    words = [word.strip() for word in row.split("|")]
    for codec, word in zip(SOUND_CODECS[:3], words, strict=False):
        assert measure(tmp_path, direction, suffix, codec) == word


def test_opus_and_flac_into_mov(tmp_path: Path) -> None:
    for codec in ("libopus", "flac"):
        source = write_with_sound(tmp_path / "call.mkv", [Tone(codec)])
        assert rendered(source, tmp_path / "o.mov") == []
        assert sound_of(tmp_path / "o.mov")[0] == "aac"


def test_the_default_track_comes_first(tmp_path: Path) -> None:
    source = write_with_sound(tmp_path / "a.mkv", [Tone(hertz=0, is_default=False), Tone(hertz=660)])
    (warning,) = rendered(source, tmp_path / "o.webm")
    assert warning == "Sound track 1 is left out, track 2 is kept; `--sound 1` chooses another."
    assert sound_of(tmp_path / "o.webm")[2] == pytest.approx(660, abs=5)


def test_a_track_is_chosen(tmp_path: Path) -> None:
    source = write_with_sound(tmp_path / "a.mkv", [Tone(hertz=440), Tone(hertz=660), Tone(hertz=880, codec="mp2")])
    (warning,) = rendered(source, tmp_path / "o.mp4", "3")
    assert warning.startswith("Sound tracks 1, 2 are left out, track 3 is kept")
    codec, _, hertz = sound_of(tmp_path / "o.mp4")
    assert codec == "mp3"
    assert hertz == pytest.approx(880, abs=5)


@pytest.mark.parametrize(("tones", "has"), [([], "none"), ([Tone()], "one track"), ([Tone(), Tone()], "tracks 1 to 2")])
def test_a_track_that_is_not_there(tmp_path: Path, tones: list[Tone], has: str) -> None:
    source = write_with_sound(tmp_path / "a.mkv", tones)
    with pytest.raises(ConfigError, match=f"no sound track 3; it has {has}"):
        rendered(source, tmp_path / "o.mp4", "3")
    assert not (tmp_path / "o.mp4").exists()


def test_sound_is_encoded_or_left_out_on_request(tmp_path: Path) -> None:
    source = write_with_sound(tmp_path / "a.mkv", [Tone("ac3")])
    assert rendered(source, tmp_path / "o.mkv", "encode") == []
    assert sound_of(tmp_path / "o.mkv")[0] == "aac"
    assert rendered(source, tmp_path / "o.mkv", "none") == []
    with av.open(str(tmp_path / "o.mkv")) as container:
        assert not container.streams.audio


def test_a_silent_video(tmp_path: Path) -> None:
    assert rendered(write_video(tmp_path / "a.mp4", [90] * 5), tmp_path / "o.webm") == []


@pytest.mark.parametrize(("layout", "channels"), [("5.1(side)", 6), ("5.1", 6), ("7.1", 8), ("3.0", 2), ("stereo", 2)])
def test_channels_are_kept_where_the_encoder_has_them(tmp_path: Path, layout: str, channels: int) -> None:
    source = write_with_sound(tmp_path / "a.mkv", [Tone("pcm_s16le", layout=layout)])
    for name in ("o.webm", "o.mp4"):
        assert rendered(source, tmp_path / name) == []
        assert sound_of(tmp_path / name)[2] == pytest.approx(440, abs=5)
        with av.open(str(tmp_path / name)) as container:
            assert container.streams.audio[0].codec_context.layout.nb_channels == channels


def test_a_gap_stays_in_step(tmp_path: Path) -> None:
    """Half a second is missing from the source: what follows keeps its time, instead of coming too early."""
    source = write_with_sound(tmp_path / "a.mkv", [Tone("pcm_s16le", seconds=2, gap=0.5)], frames=50)
    assert rendered(source, tmp_path / "o.mp4", "encode") == []
    assert sound_of(tmp_path / "o.mp4")[1] == pytest.approx(2, abs=0.1)
    with av.open(str(tmp_path / "o.mp4")) as container:
        frames = [(frame.time or 0.0, float(np.abs(frame.to_ndarray()).max())) for frame in container.decode(audio=0)]
    assert max(loudness for time, loudness in frames if 0.6 < time < 0.9) < 0.05
    assert min(loudness for time, loudness in frames if 1.1 < time < 1.9) > 0.2


def test_sound_that_cannot_be_read_is_reported(tmp_path: Path) -> None:
    source = write_with_sound(tmp_path / "a.mkv", [Tone("vorbis")])
    with av.open(str(source)) as container:
        payloads = [bytes(packet) for packet in container.demux(audio=0) if packet.size]
    content = source.read_bytes()
    for payload in payloads:
        content = content.replace(payload, b"\xff" * len(payload))
    source.write_bytes(content)
    assert rendered(source, tmp_path / "o.mp4") == ["late: None of the sound could be read, so the video is silent."]


@pytest.mark.parametrize("choice", ["copy", "encode"])
def test_sound_that_ends_before_the_part_is_not_missed(tmp_path: Path, choice: str) -> None:
    source = write_with_sound(tmp_path / "a.mkv", [Tone("ac3", seconds=1)], frames=100)
    for name in ("o.mp4", "o.webm"):
        assert rendered(source, tmp_path / name, choice, settings=RenderSettings(start=2)) == []


class BrokenStream:
    """A stream whose encoder fails: at once, or when the sound ends."""

    def __init__(self, stream: AudioStream, at_the_end: bool) -> None:
        self._stream = stream
        self._at_the_end = at_the_end

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def encode(self, frame: AudioFrame | None) -> "list[Packet[Any]]":
        if self._at_the_end and frame is not None:
            return self._stream.encode(frame)
        raise av.error.ExternalError(1, "out of order")


@pytest.mark.parametrize("place", ["encoder", "filter"])
@pytest.mark.parametrize("at_the_end", [False, True])
def test_an_error_of_the_encoder_is_no_damaged_packet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, at_the_end: bool
) -> None:
    source = write_with_sound(tmp_path / "a.mkv", [Tone("ac3")])
    stream_of, converted = sound._encoded_stream, sound._Converter.converted

    def broken_stream(*words: Any) -> BrokenStream:
        return BrokenStream(stream_of(*words), at_the_end)

    def broken(converter: Any, frame: AudioFrame | None) -> Iterator[AudioFrame]:
        if at_the_end and frame is not None:
            return converted(converter, frame)
        raise av.error.ExternalError(1, "out of order")

    if place == "encoder":
        monkeypatch.setattr(sound, "_encoded_stream", broken_stream)
    else:
        monkeypatch.setattr(sound._Converter, "converted", broken)
    with pytest.raises(DeviceError, match=r"The sound cannot be encoded \(out of order\)"):
        rendered(source, tmp_path / "o.mp4", "encode")
    assert not (tmp_path / "o.mp4").exists()


@pytest.mark.parametrize("word", ["copy", "encode", "none", "2"])
def test_the_option_reaches_the_configuration_and_a_child(word: str) -> None:
    config = config_of(read_options(["render", "a.mp4", "b.mp4", "--sound", word]))
    assert config.sound == word
    assert config_of(read_options(render_words(Path("a.mp4"), Path("b.mp4"), config))).sound == word


@pytest.mark.parametrize(("written", "word"), [("2", "2"), ('"none"', "none")])
def test_the_configuration_file_may_write_a_number(tmp_path: Path, written: str, word: str) -> None:
    file = tmp_path / "c.toml"
    file.write_text(f"sound = {written}")
    assert config_of(read_options(["--config", str(file), "render", "a.mp4", "b.mp4"])).sound == word


@pytest.mark.parametrize("word", ["0", "-1", "loud", "1.5", ""])
def test_an_option_that_is_neither_word_nor_number(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        read_options(["render", "a.mp4", "b.mp4", f"--sound={word}"])
    assert "is none of copy, encode, none, and no number from 1" in capsys.readouterr().err


@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".webm"])
def test_sound_of_an_unknown_format_is_said_to_be_lost_beforehand(tmp_path: Path, suffix: str) -> None:
    source = write_with_sound(tmp_path / "a.mkv", [Tone("aac")])
    source.write_bytes(source.read_bytes().replace(b"A_AAC", b"A_ZZZ"))
    (warning,) = rendered(source, tmp_path / f"o{suffix}")
    assert warning == f"The sound is in an unknown format, which {suffix} cannot hold; the video will be silent."


def test_a_track_of_an_unknown_format_gives_way_to_another(tmp_path: Path) -> None:
    source = write_with_sound(tmp_path / "a.mkv", [Tone("aac"), Tone("mp2", 880, is_default=False)])
    source.write_bytes(source.read_bytes().replace(b"A_AAC", b"A_ZZZ"))
    (warning,) = rendered(source, tmp_path / "o.mp4")
    assert warning == "Sound track 1 is left out, track 2 is kept; `--sound 1` chooses another."
    assert sound_of(tmp_path / "o.mp4")[2] == pytest.approx(880, abs=5)


def test_a_damaged_packet_of_copied_sound_is_skipped(tmp_path: Path) -> None:
    """Recordings of broadcasts often begin or end in the middle of one."""
    source = write_with_sound(tmp_path / "a.ts", [Tone("aac")])
    content = bytearray(source.read_bytes())
    headers = [place for place in range(len(content) - 1) if content[place : place + 2] == b"\xff\xf1"]
    for place in headers[3:6]:
        content[place : place + 2] = b"\0\0"
    source.write_bytes(content)
    assert rendered(source, tmp_path / "o.mp4") == []
    codec, seconds, hertz = sound_of(tmp_path / "o.mp4")
    assert codec == "aac"
    assert seconds == pytest.approx(1, abs=0.15)
    assert hertz == pytest.approx(440, abs=8)


def test_copied_sound_without_an_undamaged_packet_is_reported(tmp_path: Path) -> None:
    source = write_with_sound(tmp_path / "a.ts", [Tone("aac")])
    source.write_bytes(source.read_bytes().replace(b"\xff\xf1", b"\0\0"))
    assert rendered(source, tmp_path / "o.mp4") == ["late: None of the sound could be read, so the video is silent."]
