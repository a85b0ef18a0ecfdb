"""Every trouble has a way out, without Qt."""

import pytest

from app.core.errors import ConfigError, DeviceError, Trouble
from app.core.pipeline.status import SinkState, Status
from app.gui.session.problems import WORDS, Place, Remedy, place_of, ways_out
from app.gui.session.view_state import Asked, Message, complaint, view_of
from app.gui.text import commands_in, markup, shortened


@pytest.mark.parametrize("place", Place)
@pytest.mark.parametrize("trouble", Trouble)
def test_every_error_has_a_way_out_that_has_words(place: Place, trouble: Trouble) -> None:
    remedies = ways_out(place, DeviceError("It failed.", trouble=trouble))
    assert remedies
    assert all(WORDS[remedy] for remedy in remedies)


@pytest.mark.parametrize(
    ("place", "trouble", "hint", "remedies"),
    [
        (Place.CAMERA, Trouble.BUSY, "Close that.", (Remedy.CAMERA, Remedy.OTHER_CAMERA)),
        (Place.CAMERA, Trouble.MISSING, "Plug it in.", (Remedy.OTHER_CAMERA, Remedy.DEMO)),
        (Place.CAMERA, Trouble.FORBIDDEN, "Run `sudo x`.", (Remedy.COPY, Remedy.OTHER_CAMERA)),
        (Place.VIRTUAL_CAMERA, Trouble.MISSING, "Run `sudo x`.", (Remedy.WELCOME, Remedy.VIRTUAL_CAMERA)),
        (Place.VIRTUAL_CAMERA, Trouble.BUSY, "Close that.", (Remedy.VIRTUAL_CAMERA, Remedy.DOCTOR)),
        (Place.VIRTUAL_CAMERA, Trouble.OTHER, "Run `sudo x`.", (Remedy.COPY, Remedy.VIRTUAL_CAMERA)),
        (Place.VIRTUAL_CAMERA, Trouble.OTHER, "Start it again.", (Remedy.VIRTUAL_CAMERA, Remedy.DOCTOR)),
        (Place.MODEL, Trouble.OTHER, "", (Remedy.MODEL, Remedy.DOCTOR)),
        (Place.BACKGROUND, Trouble.OTHER, "Check the path.", (Remedy.PICTURE,)),
        (Place.SETTING, Trouble.OTHER, "Give another.", ()),
    ],
)
def test_what_is_offered(place: Place, trouble: Trouble, hint: str, remedies: tuple[Remedy, ...]) -> None:
    assert complaint(DeviceError("It failed.", hint, trouble), place).remedies == remedies


def test_what_was_changed_tells_what_an_error_is_about() -> None:
    assert place_of("background", "fit") is Place.BACKGROUND
    assert place_of("model") is Place.MODEL
    assert place_of("background", "look") is Place.SETTING
    assert place_of() is Place.SETTING


def test_an_output_that_comes_back_by_itself_is_not_tried_by_hand() -> None:
    status = Status(sink=SinkState.RECONNECTING, sink_error=DeviceError("It is gone.", "Reload: `sudo x`."))
    message = view_of(status, Asked(virtual_camera=True)).message
    assert message is not None
    assert message.remedies == (Remedy.COPY, Remedy.DOCTOR)


def test_what_waits_behind_a_message_is_counted() -> None:
    status = Status(error=DeviceError("fatal"), camera_error=DeviceError("camera"))
    asked = Asked(complaint=Message("picture"))
    assert view_of(status, asked).waiting == 2
    assert view_of(Status(), Asked()).waiting == 0


def test_long_words_can_be_wrapped_and_long_sentences_end() -> None:
    word = "x" * 300
    assert max(map(len, markup(word).split("\N{ZERO WIDTH SPACE}"))) <= 40
    assert markup(word).replace("\N{ZERO WIDTH SPACE}", "") == word
    assert markup("short `a < b`") == "short <code>a &lt; b</code>"
    assert len(shortened("word " * 1000)) < 500
    assert complaint(ConfigError("word " * 1000)).text.endswith("…")


def test_commands_come_in_their_order() -> None:
    assert commands_in("Run `a`, then `b c`.") == "a && b c"
