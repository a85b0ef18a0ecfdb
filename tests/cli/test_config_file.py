"""Settings from a file: what counts, what is refused, and that nothing in a file can do anything else."""

import os
import sys
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from random import Random
from types import UnionType
from typing import get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.cli import config_file
from app.cli.config_file import words_of
from app.cli.main import main
from app.cli.options import config_of, make_parser, read_options
from app.config import AppConfig
from app.core.errors import ConfigError
from app.core.look import RANGES, Look
from app.core.types import Fit, Size
from app.language import available_languages

FULL = """
# Everything at once.
background = "blur:70"
fit = "contain"
slide-seconds = 12.5
camera = 1
virtual-camera = true
headless = true
model = "bisenet-resnet18"
device = "cpu"
size = "640x360"
fps = 25
cpu-budget = 25
mirror = false
crispness = 1
light-wrap = 0.3
move = [0.2, -0.1]
flip = true
"""
PARSER = make_parser()
KEYS = sorted(
    option.removeprefix("--")
    for action in PARSER._actions
    for option in action.option_strings[:1]
    if option not in ("-h", "--version", "--config", "--no-config", "--no-virtual-camera")
)
MOST_BYTES = 16 * 2**10


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return where a file of settings may be written."""
    return tmp_path / "settings.toml"


def write(file: Path, text: str) -> list[str]:
    """Write a file; return the words that make the command read it."""
    file.write_text(text, encoding="utf-8")
    return ["--config", str(file)]


def refusal(file: Path) -> str:
    """Return the one sentence about a file that is refused."""
    with pytest.raises(ConfigError) as raised:
        read_options(["--config", str(file)])
    return str(raised.value)


def test_every_kind_of_value_is_accepted(file: Path) -> None:
    options = read_options(write(file, FULL))
    assert options.headless
    assert config_of(options) == AppConfig(
        background="blur:70",
        fit=Fit.CONTAIN,
        slide_seconds=12.5,
        camera="1",
        virtual_camera=(),
        model="bisenet-resnet18",
        device="cpu",
        size=Size(640, 360),
        fps=25,
        look=Look(crispness=1, light_wrap=0.3, x=0.2, y=-0.1, flip=True),
        mirror=False,
        cpu_budget=0.25,
    )
    assert config_of(read_options(write(file, 'cpu-budget = "off"\nvirtual-camera = "/dev/video9"'))) == AppConfig(
        cpu_budget=None, virtual_camera=("/dev/video9",)
    )
    assert config_of(read_options(write(file, 'virtual-camera = ["/dev/video9", "pipewire"]'))) == AppConfig(
        virtual_camera=("/dev/video9", "pipewire")
    )
    for nothing in ("", "\ufeff# nothing\r\n"):
        assert config_of(read_options(write(file, nothing))) == AppConfig()


def test_the_command_line_takes_precedence_over_the_file(file: Path) -> None:
    given = ["--fps=10", "--mirror", "--no-flip", "--no-headless", "--no-virtual-camera", "--move=0,0", "--camera=demo"]
    options = read_options([*write(file, FULL), *given])
    config = config_of(options)
    assert not options.headless
    assert (config.fps, config.mirror, config.look.flip, config.virtual_camera) == (10, True, False, None)
    assert (config.look.x, config.look.y, config.camera, config.size) == (0, 0, "demo", Size(640, 360))


def test_the_file_applies_to_render_whose_options_take_precedence(file: Path) -> None:
    options = read_options([*write(file, FULL), "render", "a.mp4", "b.mp4", "--background", "loft", "--light-wrap=.5"])
    config = config_of(options)
    assert (config.background, config.fit, config.look.light_wrap) == ("loft", Fit.CONTAIN, 0.5)
    assert (config.look.crispness, config.look.flip) == (1, True)


def test_the_users_own_file_is_read_unless_disabled(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.cli.options.user_file", lambda: file)
    assert read_options([]).fps == 30
    write(file, "fps = 12")
    assert [read_options(words).fps for words in ([], ["render", "a.png", "b.png"])] == [12, 12]
    assert read_options(["--no-config"]).fps == 30
    # Lists and measurements do not depend on it, nor on its mistakes.
    write(file, "fps = 0")
    for words in (["devices"], ["bench"]):
        assert read_options(words).fps == 30
    with pytest.raises(ConfigError, match="key 'fps': 0 is not a whole number"):
        read_options([])
    other = file.with_name("other.toml")
    assert read_options([*write(other, "fps = 9"), "bench"]).fps == 9


def test_a_file_in_an_unreadable_folder_is_ignored(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, **_: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("app.cli.options.user_file", lambda: file)
    # The catalogues are found once, and not in that folder.
    available_languages()
    monkeypatch.setattr(Path, "stat", refuse)
    assert read_options([]).fps == 30


def test_a_folder_in_place_of_the_file_is_reported_with_a_way_out(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.cli.options.user_file", lambda: file)
    file.mkdir()
    for what in ("a folder", "a pipe, socket or device"):
        with pytest.raises(ConfigError) as raised:
            read_options([])
        assert str(raised.value) == f"{file} is {what}, not a configuration file. Remove it, or use `--no-config`."
        assert read_options(["--no-config"]).fps == 30
        file.rmdir() if file.is_dir() else file.unlink()
        if not hasattr(os, "mkfifo"):
            return
        os.mkfifo(file)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="where Linux keeps settings")
def test_the_path_of_the_users_own_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert config_file.user_file() == tmp_path / "bisenet-bg" / "config.toml"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('bakground = "beach"', "unknown key 'bakground'. Did you mean 'background'?"),
        ("cpu_budget = 20", "unknown key 'cpu_budget'. Did you mean 'cpu-budget'?"),
        ("zzz = 1", "unknown key 'zzz'. Use one of: background, camera, "),
        ("help = true", "unknown key 'help'"),
        ("version = true", "unknown key 'version'"),
        ('config = "b.toml"', "unknown key 'config'"),
        ("no-mirror = true", "unknown key 'no-mirror'. Did you mean 'mirror'?"),
        ('command = "render"', "unknown key 'command'"),
        ("[render]\nfps = 3", "has a table 'render'. Tables are not supported; write all keys at the top level."),
        ("fps = 500", "key 'fps': 500 is not a whole number from 1 to 120."),
        ("fps = 25.0", "key 'fps': 25.0 is not a whole number"),
        ('fps = "30"', "key 'fps': the value must be a number."),
        ("fps = true", "key 'fps': the value must be a number."),
        ("fps = 2020-01-01", "key 'fps': the value must be a number."),
        ("background = 5", "key 'background': the value must be words in quotes."),
        ("background.x = 5", "has a table 'background'."),
        ('mirror = "yes"', "key 'mirror': the value must be true or false."),
        ("mirror = 1", "key 'mirror': the value must be true or false."),
        ("headless = []", "key 'headless': the value must be true or false."),
        ("virtual-camera = 3", "the value must be words in quotes or true or false."),
        ("cpu-budget = -1", "key 'cpu-budget': -1 is not a percentage from 0 to 1000, or off"),
        ('cpu-budget = "much"', "much is not a percentage from 0 to 1000"),
        ("scale = nan", "nan is not a number from 0.1 to 4"),
        ("scale = inf", "inf is not a number from 0.1 to 4"),
        ("move = [1]", "1 is not a pair of numbers"),
        ("move = [0, 2]", "2 is not a number from -1 to 1"),
        ("move = [0, true]", "key 'move': the value must be a pair of numbers."),
        ('move = "0,0"', "key 'move': the value must be a pair of numbers."),
        ('fit = "round"', "key 'fit': 'round' is not known. Give one of: cover, contain, stretch, tile."),
        ('size = "7x7"', "key 'size': 7x7 is not a size"),
        ("fps = 1\nfps = 2", "is not TOML (Cannot overwrite a value (at line 2, column 8))."),
        ("background = beach", "is not TOML (Invalid value (at line 1, column 14))."),
        ("fps = " + "9" * 5000, "is not TOML (Exceeds the limit"),
        ("fps = 0x" + "f" * 5000, "key 'fps': the number is too long."),
        ("x = " + "[" * 5000, "is not TOML (maximum recursion depth exceeded"),
        ("#" * MOST_BYTES + "#", "is larger than 16 KiB."),
    ],
)
def test_a_mistake_is_one_sentence_that_names_file_and_key(
    file: Path, text: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = write(file, text)
    assert main([*words, "devices"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    (line,) = printed.err.splitlines()
    assert str(file) in line
    assert message in line
    assert len(line) < 500


def test_undecodable_or_missing_files_are_reported(file: Path, tmp_path: Path) -> None:
    assert refusal(file) == f"There is no file {file}. Check the path."
    assert refusal(tmp_path) == f"{tmp_path} is a folder. Give a file in it."
    file.write_bytes(b"fps = 3\nmodel = '\xff'\n")
    assert "is not UTF-8 (line 2)" in refusal(file)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        assert "is a pipe" in refusal(tmp_path / "pipe")
    if hasattr(os, "geteuid") and os.geteuid() != 0:
        file.chmod(0)
        assert "cannot be read (Permission denied)" in refusal(file)


def test_one_mistake_rejects_the_whole_file(file: Path) -> None:
    words = write(file, "fps = 12\nscale = 9\n")
    with pytest.raises(ConfigError):
        read_options(words)
    assert config_of(read_options(["--no-config"])) == AppConfig()


def test_every_long_option_is_a_key() -> None:
    for key in KEYS:
        action = PARSER._option_string_actions[f"--{key}"]
        assert config_file._types(key, action)
    assert {"background", "cpu-budget", "light-wrap", "move", "mirror", "virtual-camera"} <= set(KEYS)


# Of a value: some that some key takes, and some that none does.
_VALUES = [
    *("true", "false", "0", "1", "0.5", "-0.25", "25", "120", "[0.1, -1]", "0x1e", "1e-3", "0.2", "4", "0.95"),
    *('"off"', '"cover"', '"tile"', '"1280x720"', '"cpu"', '"blur:9"', "'C:\\me.png'", '"/dev/video9"', '""', '"é"'),
    *(
        "-1",
        "10000",
        "nan",
        "-inf",
        "1e400",
        "2024-01-01",
        "00:00",
        "[]",
        "[1]",
        "[true, 0]",
        "[[1, 2]]",
        "{}",
        "{ a = 1 }",
    ),
    *(
        '"\\u001b[31m"',
        '"\\u0000"',
        '"\\n"',
        "'" + "x" * 300 + "'",
        "9" * 5000,
        "0x" + "f" * 5000,
        "[" * 2000,
        "",
        "beach",
    ),
]
_OTHER_KEYS = [
    "fpz",
    "help",
    "a.b",
    "[render]",
    "[[fps]]",
    '""',
    '"\\u001b[2J"',
    "x" * 300,
    "=",
    '"fps"',
    "camera.name",
]


def _line(random: Random) -> str:
    key = random.choice(KEYS if random.random() < 0.95 else _OTHER_KEYS)
    value = (
        random.choice(_VALUES)
        if random.random() < 0.8
        else str(random.choice([random.uniform(-2, 5), random.getrandbits(7)]))
    )
    return f"{key} = {value}"


def _damaged(random: Random, data: bytearray) -> bytes:
    for _ in range(random.randint(1, 3)):
        start = random.randrange(len(data))
        data[start : start + random.randint(0, 9)] = random.randbytes(random.randint(0, 9))
    return bytes(data)


def _content(random: Random) -> bytes:
    """Make bytes, lines that may be settings, a line that is likely one, or settings that are damaged."""
    kind = random.randrange(5)
    if kind == 0:
        return random.randbytes(random.randint(0, 200))
    if kind == 1:
        return "\n".join(_line(random) for _ in range(random.randint(0, 4))).encode()
    if kind == 2:
        return _damaged(random, bytearray(FULL.encode()))
    if kind == 3:
        # Some of its lines: sound, whichever they are.
        return b"\n".join(line for line in FULL.encode().splitlines() if random.random() < 0.5)
    return _line(random).encode()


def check_ranges(config: AppConfig) -> None:
    """Check every field of a configuration that was accepted."""
    hints = get_type_hints(AppConfig)
    for field in fields(config):
        value, wanted = getattr(config, field.name), hints[field.name]
        kinds = get_args(wanted) if isinstance(wanted, UnionType) else (wanted,)
        assert isinstance(value, tuple(get_origin(kind) or kind for kind in kinds)), field.name
    assert all(span.low <= config.look.numbers()[name] <= span.high for name, span in RANGES.items())
    assert 1 <= config.fps <= 120
    assert 2 <= config.size.width <= 7680
    assert 2 <= config.size.height <= 7680
    assert config.size.width % 2 == config.size.height % 2 == 0
    assert 0 < config.slide_seconds <= 3600
    assert config.cpu_budget is None or 0 < config.cpu_budget <= 10
    assert config.device in ("auto", "cpu", "cuda")
    assert config.threads is None or 1 <= config.threads <= 64
    assert 0.25 <= config.detail <= 2


@settings(
    max_examples=5000,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(random=st.randoms(use_true_random=True))
@pytest.mark.slow
def test_any_file_gives_settings_or_one_sentence(file: Path, random: Random) -> None:
    file.write_bytes(_content(random))
    facts, environment = file.stat(), dict(os.environ)
    try:
        options = PARSER.parse_args(words_of(file, PARSER))
    except ConfigError as error:
        sentence = str(error)
        assert sentence.isprintable()
        assert str(file) in sentence
        assert len(sentence) < 500 + len(str(file))
    else:
        check_ranges(config_of(options))
    assert (file.stat().st_mtime_ns, file.stat().st_size) == (facts.st_mtime_ns, facts.st_size)
    assert os.environ == environment


@pytest.mark.slow
def test_the_files_of_the_test_above_are_of_both_kinds(file: Path) -> None:
    accepted = 0
    for seed in range(400):
        file.write_bytes(_content(Random(seed)))
        with suppress(ConfigError):
            words_of(file, PARSER)
            accepted += 1
    assert 100 < accepted < 300
