"""`bisenet-bg control`: sends a command to the running program."""

import json

from app.backgrounds.spec import parse
from app.config import DEMO
from app.control.client import ask
from app.control.protocol import Command, Request, raise_request
from app.control.status_report import in_words
from app.core.errors import ConfigError
from app.devices.media.user_files import find_file, find_folder


def run_control(command: Command, value: str, as_json: bool) -> int:
    """Send a command and print the answer; return 0.

    Raises:
        ConfigError: no program is running, or it refused.
    """
    answer = ask(raise_request() if command is Command.RAISE else Request(command, spelled_out(command, value)))
    if not answer.ok:
        raise ConfigError(answer.text)
    if command is not Command.STATUS:
        print(answer.text)
    elif as_json:
        print(json.dumps(answer.status, indent=2))
    else:
        print(*in_words(answer.status), sep="\n")
    return 0


def spelled_out(command: Command, value: str) -> str:
    """Return a word with an absolute path if it names a file, since the running program may be in another folder."""
    if command is Command.BACKGROUND:
        return str(parse(value).absolute())
    if command is not Command.CAMERA or value == DEMO or value.isdecimal():
        return value
    path = find_file(value) or find_folder(value)
    return value if path is None else str(path.absolute())
