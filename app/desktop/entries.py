"""The texts that describe the program to a desktop: menu entry, metainfo and systemd unit.

A menu entry and metainfo hold every language; a unit has no place for more than one.
"""

import re
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from app.desktop.identity import APP_ID, NAME, SUMMARY
from app.language import N_, in_every_language

_RESERVED = re.compile(r"""[\s"'\\><~|&;$*?#()`]""")
# systemd refuses a program whose path has one of these.
_UNIT_REFUSES = re.compile(r"""["'\\\0-\x1f]""")
_ACTIONS = {"Hide": (N_("Hide me"), "slate"), "Show": (N_("Show me"), "show"), "Quit": (N_("Quit"), "quit")}
_GENERIC_NAME = N_("Virtual background")
_KEYWORDS = N_("webcam;camera;meeting;blur;")
_DESCRIPTION = N_(
    "Shows you in front of another background, in a window and as a virtual camera for every program that takes a "
    "webcam. It runs entirely on your computer: no picture is sent anywhere else."
)
_FEATURES = (
    N_("Pictures, videos, colours, or your own room blurred"),
    N_("A key that hides you at once"),
    N_("Recordings, and backgrounds for photos and videos that you have"),
)


def desktop_entry(command: Sequence[str], *options: str) -> str:
    """Return the menu entry, which autostart uses as well.

    Args:
        command: words that start the program; the first is an absolute path.
        options: more words for the start.
    """
    lines = [
        "[Desktop Entry]",
        "Type=Application",
        f"Name={NAME}",
        *_localised("GenericName", _GENERIC_NAME),
        *_localised("Comment", SUMMARY),
        f"TryExec={_escaped(command[0])}",
        f"Exec={_exec((*command, *options))}",
        f"Icon={APP_ID}",
        "Terminal=false",
        "Categories=AudioVideo;Video;",
        *_localised("Keywords", _KEYWORDS),
        "StartupNotify=true",
        f"StartupWMClass={NAME}",
        "SingleMainWindow=true",
        # Of GNOME before version 42.
        "X-GNOME-SingleWindow=true",
        f"Actions={''.join(f'{name};' for name in _ACTIONS)}",
    ]
    for name, (title, word) in _ACTIONS.items():
        lines += [
            "",
            f"[Desktop Action {name}]",
            *_localised("Name", title),
            f"Exec={_exec((*command, 'control', word))}",
        ]
    return "\n".join(lines) + "\n"


def systemd_unit(command: Sequence[str]) -> str:
    """Return a user unit that runs the program without a window; the webcam is off until a program needs it."""
    command = (*command, "--headless", "--on-demand")
    if _UNIT_REFUSES.search(command[0]):
        command = ("/bin/sh", "-c", 'exec "$0" "$@"', *command)
    # Of all words but the first systemd replaces variables.
    words = " ".join((_unit_word(command[0]), *(_unit_word(word).replace("$", "$$") for word in command[1:])))
    return f"""\
[Unit]
Description={SUMMARY}, without a window
Documentation=man:{NAME}(1)
# The PipeWire camera needs both; where they are not installed, systemd ignores them.
Wants=pipewire.service wireplumber.service
After=pipewire.service wireplumber.service
StartLimitIntervalSec=5min
StartLimitBurst=5

[Service]
ExecStart={words}
# 143 is the end that systemd asks for; 2 is a mistake that only the user can correct.
SuccessExitStatus=143
Restart=on-failure
RestartSec=5
RestartPreventExitStatus=2

[Install]
WantedBy=default.target
"""


def metainfo() -> str:
    """Return the AppStream description, which software centres show."""
    return f"""\
<?xml version="1.0" encoding="UTF-8"?>
<component type="desktop-application">
  <id>{APP_ID}</id>
  <name>{NAME}</name>
{_elements("summary", SUMMARY, 2)}
  <metadata_license>CC0-1.0</metadata_license>
  <project_license>MIT</project_license>
  <developer id="io.github.bisenet_bg">
    <name>The bisenet-bg authors</name>
  </developer>
  <description>
{_elements("p", _DESCRIPTION, 4)}
    <ul>
{chr(10).join(_elements("li", feature, 6) for feature in _FEATURES)}
    </ul>
  </description>
  <launchable type="desktop-id">{APP_ID}.desktop</launchable>
  <icon type="stock">{APP_ID}</icon>
  <categories>
    <category>AudioVideo</category>
    <category>Video</category>
  </categories>
  <provides>
    <binary>{NAME}</binary>
  </provides>
  <content_rating type="oars-1.1" />
</component>
"""


def _localised(key: str, text: str) -> list[str]:
    """Return a key's lines in a menu entry: in English, then in every language."""
    return [f"{key}={text}", *(f"{key}[{code}]={_escaped(words)}" for code, words in in_every_language(text).items())]


def _elements(tag: str, text: str, indent: int) -> str:
    """Return the lines of an XML element with a text: in English, then in every language."""
    texts = {"": text, **in_every_language(text)}
    lines = (f"<{tag}{f' xml:lang={quoteattr(code)}' if code else ''}>{escape(texts[code])}</{tag}>" for code in texts)
    return "\n".join(" " * indent + line for line in lines)


def _exec(words: Sequence[str]) -> str:
    """Return a command as the key Exec takes it: quoted, then escaped as every string of the file."""
    return " ".join(_escaped(_exec_word(word)) for word in words)


def _exec_word(word: str) -> str:
    word = word.replace("%", "%%")
    if not _RESERVED.search(word):
        return word
    return '"' + re.sub(r'(["`$\\])', r"\\\1", word) + '"'


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("\n", r"\n").replace("\t", r"\t")


def _unit_word(word: str) -> str:
    word = word.replace("%", "%%").replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
    return f'"{word}"' if re.search(r"""[\s"'\\;]""", word) else word
