"""What the program knows about a field that is a row in the table alone; `tests/test_fields.py` adds it for this."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.cli.main import main
from app.cli.options import config_of, make_parser, read_options, start_of
from app.config import AppConfig
from app.core.errors import ConfigError
from app.gui.session.problems import ErrorContext, context_of
from app.gui.window.main_window import MainWindow
from app.render.arguments import render_words
from app.settings.codec import decode, encode
from app.settings.model import Settings
from app.settings.persistence import noted, recalled
from tests.gui.fakes import FakeServices

NAME = "denoise"
CHANGE: dict[str, Any] = {NAME: 0.3}
USUAL = AppConfig()


def value(config: AppConfig) -> object:
    return getattr(config, NAME)


def changed() -> AppConfig:
    return replace(USUAL, **CHANGE)


def test_the_command_line_takes_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert value(config_of(read_options(["--no-config", "--denoise", "0.3"]))) == 0.3
    assert value(config_of(read_options(["--no-config"]))) == 0
    with pytest.raises(SystemExit):
        main(["--denoise", "7"])
    assert "argument --denoise: 7 is not a number from 0 to 1" in capsys.readouterr().err
    assert "how much noise is removed; 0 to 1 (default 0)" in " ".join(make_parser().format_help().split())


def test_the_configuration_file_takes_it(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("denoise = 0.3")
    assert value(config_of(read_options(["--config", str(file)]))) == 0.3
    file.write_text('denoise = "much"')
    with pytest.raises(ConfigError, match="key 'denoise': the value must be a number"):
        read_options(["--config", str(file)])


def test_the_settings_file_keeps_it() -> None:
    data = encode(Settings(config=changed()))
    assert decode(data) == (Settings(config=changed()), ())
    settings, dropped = decode(data.replace(b'"denoise": 0.3', b'"denoise": 7'))
    assert (settings, dropped) == (Settings(), ("config.denoise",))


def test_the_next_start_remembers_it_unless_it_is_given() -> None:
    remembered = noted(USUAL, USUAL, changed())
    assert value(recalled(USUAL, remembered, start_of(read_options(["--no-config"])).explicit)) == 0.3
    start = start_of(read_options(["--no-config", "--denoise=0"]))
    assert value(recalled(start.config, remembered, start.explicit)) == 0


def test_a_change_rebuilds_its_part_and_is_undone(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    window.session.adjust(**CHANGE)
    qtbot.waitUntil(lambda: len(services.segmenters) == 2)
    assert value(window.session.config) == 0.3
    window.session.undo()
    qtbot.waitUntil(lambda: len(services.segmenters) == 3)
    assert value(window.session.config) == 0


def test_an_error_in_it_is_shown_where_its_part_is() -> None:
    assert context_of(NAME) is ErrorContext.MODEL


def test_render_gets_it() -> None:
    words = render_words(Path("me.png"), Path("out.png"), changed())
    assert "--denoise=0.3" in words
    assert config_of(read_options(words)) == changed()
