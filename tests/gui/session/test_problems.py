"""Every trouble has a way out, without Qt."""

import pytest

from app.core.errors import ConfigError, DeviceError, ErrorKind
from app.core.pipeline.status import SinkState, Status
from app.gui.session.problems import WORDS, Action, ErrorContext, place_of, ways_out
from app.gui.session.view_state import Message, UserRequests, complaint, view_of
from app.gui.text import commands_in, markup, shortened


@pytest.mark.parametrize("place", ErrorContext)
@pytest.mark.parametrize("trouble", ErrorKind)
def test_every_error_has_a_way_out_that_has_words(place: ErrorContext, trouble: ErrorKind) -> None:
    remedies = ways_out(place, DeviceError("It failed.", trouble=trouble))
    assert remedies
    assert all(WORDS[remedy] for remedy in remedies)


@pytest.mark.parametrize(
    ("place", "trouble", "hint", "remedies"),
    [
        (ErrorContext.CAMERA, ErrorKind.BUSY, "Close that.", (Action.CAMERA, Action.OTHER_CAMERA)),
        (ErrorContext.CAMERA, ErrorKind.MISSING, "Plug it in.", (Action.OTHER_CAMERA, Action.DEMO)),
        (ErrorContext.CAMERA, ErrorKind.FORBIDDEN, "Run `sudo x`.", (Action.COPY, Action.OTHER_CAMERA)),
        (ErrorContext.VIRTUAL_CAMERA, ErrorKind.MISSING, "Run `sudo x`.", (Action.WELCOME, Action.VIRTUAL_CAMERA)),
        (ErrorContext.VIRTUAL_CAMERA, ErrorKind.BUSY, "Close that.", (Action.VIRTUAL_CAMERA, Action.DOCTOR)),
        (ErrorContext.VIRTUAL_CAMERA, ErrorKind.OTHER, "Run `sudo x`.", (Action.COPY, Action.VIRTUAL_CAMERA)),
        (ErrorContext.VIRTUAL_CAMERA, ErrorKind.OTHER, "Start it again.", (Action.VIRTUAL_CAMERA, Action.DOCTOR)),
        (ErrorContext.MODEL, ErrorKind.OTHER, "", (Action.MODEL, Action.DOCTOR)),
        (ErrorContext.BACKGROUND, ErrorKind.OTHER, "Check the path.", (Action.PICTURE,)),
        (ErrorContext.SETTING, ErrorKind.OTHER, "Give another.", ()),
    ],
)
def test_what_is_offered(place: ErrorContext, trouble: ErrorKind, hint: str, remedies: tuple[Action, ...]) -> None:
    assert complaint(DeviceError("It failed.", hint, trouble), place).remedies == remedies


def test_what_was_changed_tells_what_an_error_is_about() -> None:
    assert place_of("background", "fit") is ErrorContext.BACKGROUND
    assert place_of("model") is ErrorContext.MODEL
    assert place_of("background", "look") is ErrorContext.SETTING
    assert place_of() is ErrorContext.SETTING


def test_an_output_that_comes_back_by_itself_is_not_tried_by_hand() -> None:
    status = Status(sink=SinkState.RECONNECTING, sink_error=DeviceError("It is gone.", "Reload: `sudo x`."))
    message = view_of(status, UserRequests(virtual_camera=True)).message
    assert message is not None
    assert message.remedies == (Action.COPY, Action.DOCTOR)


def test_what_waits_behind_a_message_is_counted() -> None:
    status = Status(error=DeviceError("fatal"), camera_error=DeviceError("camera"))
    asked = UserRequests(complaint=Message("picture"))
    assert view_of(status, asked).waiting == 2
    assert view_of(Status(), UserRequests()).waiting == 0


def test_long_words_can_be_wrapped_and_long_sentences_end() -> None:
    word = "x" * 300
    assert max(map(len, markup(word).split("\N{ZERO WIDTH SPACE}"))) <= 40
    assert markup(word).replace("\N{ZERO WIDTH SPACE}", "") == word
    assert markup("short `a < b`") == "short <code>a &lt; b</code>"
    assert len(shortened("word " * 1000)) < 500
    assert complaint(ConfigError("word " * 1000)).text.endswith("…")


def test_commands_come_in_their_order() -> None:
    assert commands_in("Run `a`, then `b c`.") == "a && b c"
