"""The texts that describe the program to a desktop: menu entry, metainfo and systemd unit."""

import re
from collections.abc import Sequence

from app.desktop.identity import APP_ID, NAME, SUMMARY
from app.language import N_, _

_RESERVED = re.compile(r"""[\s"'\\><~|&;$*?#()`]""")
# systemd refuses a program whose path has one of these.
_UNIT_REFUSES = re.compile(r"""["'\\\0-\x1f]""")
_ACTIONS = {"Hide": (N_("Hide me"), "slate"), "Show": (N_("Show me"), "show"), "Quit": (N_("Quit"), "quit")}


def desktop_entry(command: Sequence[str], *options: str) -> str:
    """Return the menu entry, which autostart uses as well.

    Args:
        command: words that start the program; the first is an absolute path.
        options: more words for the start.
    """
    lines = [
        _("[Desktop Entry]"),
        "Type=Application",
        f"Name={NAME}",
        "GenericName=Virtual background",
        f"Comment={SUMMARY}",
        f"TryExec={_escaped(command[0])}",
        f"Exec={_exec((*command, *options))}",
        f"Icon={APP_ID}",
        "Terminal=false",
        "Categories=AudioVideo;Video;",
        "Keywords=webcam;camera;meeting;blur;",
        "StartupNotify=true",
        f"StartupWMClass={NAME}",
        "X-GNOME-SingleWindow=true",
        f"Actions={''.join(f'{name};' for name in _ACTIONS)}",
    ]
    for name, (title, word) in _ACTIONS.items():
        lines += [
            "",
            _("[Desktop Action {name}]").format(name=name),
            f"Name={title}",
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
    return _(
        "[Unit]\nDescription={summary}, without a window\nDocumentation=man:{name}(1)\n\n[Service]\n"
        "ExecStart={words}\n# 143 is the end that systemd asks for; 2 is a mistake that only the "
        "user can correct.\nSuccessExitStatus=143\nRestart=on-failure\nRestartSec=5\n"
        "RestartPreventExitStatus=2\n\n[Install]\nWantedBy=default.target\n"
    ).format(summary=SUMMARY, name=NAME, words=words)


def metainfo() -> str:
    """Return the AppStream description, which software centres show."""
    return _(
        '<?xml version="1.0" encoding="UTF-8"?>\n<component type="desktop-application">\n  '
        "<id>{app_id}</id>\n  <name>{name}</name>\n  <summary>{summary}</summary>\n  "
        "<metadata_license>CC0-1.0</metadata_license>\n  <project_license>MIT</project_license>\n  "
        '<developer id="io.github.bisenet_bg">\n    <name>The bisenet-bg authors</name>\n  '
        "</developer>\n  <description>\n    <p>\n      Shows you in front of another background, in "
        "a window and as a virtual camera for every program that takes a\n      webcam. It runs "
        "entirely on your computer: no picture is sent anywhere else.\n    </p>\n    <ul>\n      "
        "<li>Pictures, videos, colours, or your own room blurred</li>\n      <li>A key that hides "
        "you at once</li>\n      <li>Recordings, and backgrounds for photos and videos that you "
        "have</li>\n    </ul>\n  </description>\n  <launchable "
        'type="desktop-id">{app_id}.desktop</launchable>\n  <icon type="stock">{app_id}</icon>\n  '
        "<categories>\n    <category>AudioVideo</category>\n    <category>Video</category>\n  "
        "</categories>\n  <provides>\n    <binary>{name}</binary>\n  </provides>\n  <content_rating "
        'type="oars-1.1" />\n</component>\n'
    ).format(app_id=APP_ID, name=NAME, summary=SUMMARY)


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
