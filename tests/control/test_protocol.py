"""Whatever is sent: one sentence comes back, and only a valid message changes anything."""

import json
import unicodedata
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from app.control.protocol import LONGEST_ANSWER, VALUES, Answer, Command, Request, read_answer, read_request
from app.control.responder import Responder
from app.core.errors import ConfigError
from app.language import language, use_language
from tests.control.fakes import KNOWN, FakeProgram

# What each valid message does to the program, stated once more, by hand.
EFFECTS: dict[tuple[str, str | None], tuple[str, object] | None] = {
    **{("background", word): ("background", word) for word in KNOWN},
    **{("camera", word): ("camera", word) for word in KNOWN},
    ("pause", "on"): ("pause", True),
    ("pause", "off"): ("pause", False),
    ("pause", "toggle"): ("pause", True),
    ("slate", None): ("pause", True),
    ("show", None): ("pause", False),
    ("virtual-camera", "on"): ("virtual-camera", True),
    ("virtual-camera", "off"): ("virtual-camera", False),
    ("status", None): None,
    ("retry-gpu", None): ("retry-gpu", True),
    ("raise", None): ("raise", ""),
    ("raise", "a-token"): ("raise", "a-token"),
    ("quit", None): ("quit", True),
}


def as_fields(command: str, value: str | None) -> dict[str, str]:
    return {"command": command} | ({} if value is None else {"value": value})


def answer_of(program: FakeProgram, message: bytes) -> Answer:
    """Return the answer, having checked its form."""
    reply = Responder(program)(message)
    assert b"\n" not in reply
    assert len(reply) < LONGEST_ANSWER
    answer = read_answer(reply)
    assert answer.text
    assert answer.text == " ".join(answer.text.split())
    answer.text.encode()
    return answer


VALID = st.sampled_from(list(EFFECTS)).map(lambda effect: as_fields(*effect))
# Any code point, those included that are no characters and those that end a line.
TEXT = st.text(st.characters(exclude_categories=()), max_size=12) | st.sampled_from(
    [*KNOWN, "on", "off", "", "\0", "a\nb", "\ud800", "\u2028", "../../etc/passwd", "x" * 5000, "unexpected"]
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | TEXT
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3), max_leaves=6
)
KEYS = st.sampled_from(["command", "value", "Command", "pid", "__class__", "", "\ud800"])
COMMANDS = st.sampled_from([command.value for command in Command])


def broken(message: bytes, place: int, cut: int, new: bytes) -> bytes:
    """Return a message in which some bytes are replaced, lost or added."""
    place %= len(message) + 1
    return message[:place] + new + message[place + cut :]


def doubled(fields: dict[str, str], key: str, value: object) -> bytes:
    """Return an object that may have a key twice."""
    return f"{json.dumps(fields)[:-1]}, {json.dumps({key: value})[1:]}".encode()


VALID_BYTES = st.sampled_from([json.dumps(as_fields(*effect)).encode() for effect in EFFECTS])
HUGE = [part * count for part in (b"[", b'{"command":', b"1", b"\xff") for count in (999, 20000)]
MESSAGES = st.one_of(
    st.binary(max_size=200),
    st.sampled_from(HUGE),
    VALID_BYTES,
    JSON.map(lambda value: json.dumps(value).encode()),
    st.builds(lambda command, value: json.dumps({"command": command, "value": value}).encode(), COMMANDS, SCALARS),
    st.builds(lambda key, value: json.dumps({key: value}).encode(), KEYS, SCALARS),
    st.builds(lambda fields, key, value: json.dumps(fields | {key: value}).encode(), VALID, KEYS, SCALARS),
    st.builds(doubled, VALID, KEYS, SCALARS),
    st.builds(
        lambda message, code: message.decode().encode(code),
        VALID_BYTES,
        st.sampled_from(["utf-16", "utf-32", "utf-8-sig"]),
    ),
    st.builds(broken, VALID_BYTES, st.integers(0, 60), st.integers(0, 3), st.binary(max_size=4)),
)


def effect_of(message: bytes) -> tuple[str, object] | None:
    """Return what a message should do, by a reading of its own."""
    try:
        pairs = json.JSONDecoder(object_pairs_hook=list).decode(message.decode())
    except (ValueError, RecursionError):
        return None
    found: dict[Any, Any] = {}
    for pair in pairs if isinstance(pairs, list) else ():
        if not isinstance(pair, tuple) or pair[0] in found or not isinstance(pair[1], str):
            return None
        found[pair[0]] = pair[1]
    if not found.keys() <= {"command", "value"}:
        return None
    if found.get("command") == "raise" and is_token(found.get("value", "")):
        return "raise", found["value"]
    return EFFECTS.get((found.get("command", ""), found.get("value")))


def is_token(value: str) -> bool:
    """Say whether a value may be the token of a launcher: any text that can be printed on one line."""
    unprintable = {"Cc", "Cs", "Zl", "Zp"}
    return 0 < len(value) <= 4096 and not unprintable & {unicodedata.category(character) for character in value}


@settings(max_examples=5000, deadline=None, database=None, phases=[Phase.generate, Phase.shrink])
@given(MESSAGES)
@pytest.mark.slow
def test_any_message_gets_one_sentence_and_only_a_valid_one_changes_anything(message: bytes) -> None:
    program = FakeProgram()
    answer = answer_of(program, message)
    expected = effect_of(message)
    assert program.calls == ([] if expected is None else [expected])
    if expected is not None:
        assert answer.ok


@pytest.mark.parametrize(("command", "value"), list(EFFECTS))
def test_every_valid_message_does_what_it_says(command: str, value: str | None) -> None:
    program = FakeProgram()
    answer = answer_of(program, json.dumps(as_fields(command, value)).encode())
    assert answer.ok
    expected = EFFECTS[command, value]
    assert program.calls == ([] if expected is None else [expected])
    assert bool(answer.status) == (command == "status")


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (b"", "not a JSON object in UTF-8"),
        (b"\xff\xfe", "not a JSON object in UTF-8"),
        (b"[]", "not a JSON object"),
        (b"[" * 9000, "not a JSON object"),
        (b"1" * 9000, "not a JSON object"),
        (b'{"command": "slate", "command": "slate"}', "with each key once"),
        (b'{"command": NaN}', "not a JSON object"),
        (b"{}", "There is no command None."),
        (b'{"command": ["slate"]}', "There is no command ['slate']."),
        (b'{"command": "SLATE"}', "Use one of: background, camera"),
        (b'{"command": "slate", "extra": 1}', "unknown key 'extra'"),
        (b'{"command": "slate", "language": "tlh"}', "There is no language 'tlh'. Use one of: en, de"),
        (b'{"command": "slate", "language": 1}', "There is no language 1."),
        (b'{"command": "slate", "language": ["de"]}', "There is no language ['de']."),
        (b'{"command": "slate", "value": ""}', "slate takes no value"),
        (b'{"command": "background"}', "is not a word"),
        (b'{"command": "background", "value": 7}', "is not a word"),
        (b'{"command": "background", "value": ""}', "is empty"),
        (b'{"command": "background", "value": "a\\nb"}', "has characters that cannot be printed"),
        (b'{"command": "background", "value": "\\u0000"}', "has characters that cannot be printed"),
        (b'{"command": "background", "value": "\\udc80"}', "has characters that cannot be printed"),
        (b'{"command": "pause", "value": "maybe"}', "not one of: on, off, toggle"),
        (b'{"command": "virtual-camera", "value": "toggle"}', "not one of: on, off"),
        (b'{"command": "background", "value": "nope"}', "There is no background 'nope'. Give another."),
        (b'{"command": "background", "value": "unexpected"}', "ZeroDivisionError"),
    ],
)
def test_what_is_wrong_is_said(message: bytes, words: str) -> None:
    program = FakeProgram()
    answer = answer_of(program, message)
    assert not answer.ok
    assert words in answer.text
    assert not program.calls


def test_pausing_turns_about() -> None:
    program = FakeProgram(paused=True)
    assert answer_of(program, Request(Command.PAUSE, "toggle").encode()).text == "You are no longer hidden."
    assert answer_of(program, Request(Command.PAUSE, "toggle").encode()).text == "You are hidden."
    assert program.calls == [("pause", False), ("pause", True)]


@pytest.mark.parametrize(("code", "text"), [(None, "⟦You are hidden.⟧"), ("en", "You are hidden.")])
def test_the_answer_is_in_the_language_of_the_request(pseudo_language: str, code: str | None, text: str) -> None:
    request = Request(Command.SLATE, language=code)
    assert read_request(request.encode()) == request
    assert answer_of(FakeProgram(), request.encode()).text == text
    assert language() == pseudo_language


def test_a_mistake_is_reported_in_the_language_of_the_request(pseudo_language: str) -> None:
    use_language("en")
    message = b'{"command": "background", "value": "", "language": "%s"}' % pseudo_language.encode()
    assert answer_of(FakeProgram(), message).text.startswith("⟦")
    message = b'{"command": "background", "value": "unexpected", "language": "%s"}' % pseudo_language.encode()
    assert answer_of(FakeProgram(), message).text.startswith("⟦")
    assert language() == "en"


@pytest.mark.parametrize("command", list(Command))
def test_a_request_survives_the_way(command: Command) -> None:
    words = VALUES[command] or KNOWN if command in VALUES else ("",)
    for word in words:
        assert read_request(Request(command, word).encode()) == Request(command, word)


@pytest.mark.parametrize("answer", [b"", b"{}", b'{"ok": 1, "text": "x", "status": {}}', b'["ok"]'])
def test_an_answer_of_another_version_is_refused(answer: bytes) -> None:
    with pytest.raises(ConfigError):
        read_answer(answer)


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (7, "is not a word"),
        ("", "is empty"),
        ("x" * 4097, "is longer than 4096 characters"),
        ("a\nb", "has characters that cannot be printed"),
    ],
)
def test_what_is_wrong_with_a_word_is_told(value: object, problem: str) -> None:
    answer = answer_of(FakeProgram(), json.dumps({"command": "camera", "value": value}).encode())
    assert answer.text.startswith(f"The value of camera {problem}.")
