"""The grammar of background specs: the words that name backgrounds on the command line, in settings and the gallery.

A new kind of background is a class here, its row in `KINDS`, and its row in `app.gui.imaging.thumbnails.PAINTERS`.
"""

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Protocol, Self

from app.core.errors import ConfigError
from app.core.values import Blur, Room
from app.language import N_, _

if TYPE_CHECKING:
    from app.core.types import Background

ROOM = "none"
BLUR = "blur"
SLIGHT_BLUR = "blur:10"


class Files(Protocol):
    """Opens the backgrounds that are read from files."""

    def open_file(self, name: str) -> "Background":
        """Return a picture, a video, the slideshow of a folder, or the bundled picture of that name.

        Raises:
            ConfigError: there is none, or it cannot be read.
        """

    def open_slideshow(self, folder: str) -> "Background":
        """Return the slideshow of a folder.

        Raises:
            ConfigError: there is no such folder, or no picture in it can be read.
        """


@dataclass(frozen=True)
class Spec(ABC):
    """One background, as a word names it. Any word can be parsed; `open` finds out whether it can be used.

    Attributes:
        word: as it was written.
        usage: how such words are written, for the help; in English.
        shows_room: whether it shows the room as it is. Such a background is on no favourite key and is not remembered.
    """

    word: str
    usage: ClassVar[str]
    shows_room: ClassVar[bool] = False

    def __post_init__(self) -> None:
        if not self.matches(self.word):
            raise ValueError(self.word)

    def __str__(self) -> str:
        return self.word

    @classmethod
    @abstractmethod
    def matches(cls, word: str) -> bool:
        """Return whether a word is of this kind."""

    @abstractmethod
    def open(self, files: Files) -> "Background":
        """Return the background.

        Raises:
            ConfigError: it cannot be used.
        """

    @property
    @abstractmethod
    def title(self) -> str:
        """Its title in the gallery."""

    @property
    def file_stem(self) -> str:
        """The part of a rendered file's name that describes it, for instance "on beach"; the same in every language."""
        return f"on {self.word}"

    @property
    def path(self) -> Path | None:
        """Where its file or folder is, as an absolute path; None for a background without one."""
        return None

    @property
    def has_slides(self) -> bool:
        """Whether it shows one picture after another, each for `slide_seconds`; may look at the disk."""
        return False

    @property
    def tile(self) -> "Spec":
        """The spec whose tile in the gallery stands for it."""
        return self

    def absolute(self) -> "Spec":
        """Return the spec that means the same in every working folder; may look at the disk."""
        return self

    def is_same(self, other: "Spec") -> bool:
        """Return whether both mean the same background."""
        return type(self) is type(other) and self.word.lower() == other.word.lower()


class RoomSpec(Spec):
    """`none`: the room as it is."""

    usage = N_("none for the room as it is")
    shows_room = True

    @classmethod
    def matches(cls, word: str) -> bool:
        """Return whether it is `none`."""
        return word == ROOM

    def open(self, files: Files) -> "Background":
        """Return the one background that hides nothing."""
        return Room()

    @property
    def title(self) -> str:
        """Its title in the gallery."""
        return _("None")


class TransparentSpec(Spec):
    """`transparent`: no background at all, which only a rendered file can have."""

    usage = N_("for render also transparent")

    @classmethod
    def matches(cls, word: str) -> bool:
        """Return whether it is `transparent`."""
        return word == "transparent"

    def open(self, files: Files) -> "Background":
        """Raise, because there is nothing to put behind the person."""
        raise ConfigError(_("A transparent background can only be written to a file."), _("Use it with render."))

    @property
    def title(self) -> str:
        """Its title in the gallery."""
        return _("Transparent")


class ColourSpec(Spec):
    """`#rrggbb`: one colour."""

    usage = "#rrggbb"

    @classmethod
    def matches(cls, word: str) -> bool:
        """Return whether it begins as a colour does."""
        return word.startswith("#")

    @property
    def rgb(self) -> tuple[int, int, int] | None:
        """Red, green and blue, 0 .. 255 each; None where the word is not a colour."""
        if not re.fullmatch("#[0-9a-fA-F]{6}", self.word):
            return None
        red, green, blue = bytes.fromhex(self.word[1:])
        return red, green, blue

    def open(self, files: Files) -> "Background":
        """Return the colour."""
        if self.rgb is None:
            raise ConfigError(
                _("'{word}' is not a colour.").format(word=self.word), _("Write it as #rrggbb, for instance #00b140.")
            )
        # Only a command that shows pictures needs NumPy.
        from app.core.compositing.backgrounds import ColourBackground

        return ColourBackground(*self.rgb)

    @property
    def title(self) -> str:
        """The colour's digits."""
        return self.word

    @property
    def file_stem(self) -> str:
        """The colour without its `#`, which some shells take for a comment."""
        return f"on {self.word[1:]}"


class BlurSpec(Spec):
    """`blur` or `blur:STRENGTH`: the room, blurred."""

    usage = N_("blur or blur:STRENGTH")

    @classmethod
    def matches(cls, word: str) -> bool:
        """Return whether it is `blur`, with or without a strength."""
        return word.partition(":")[0] == BLUR

    @classmethod
    def of(cls, strength: float) -> Self:
        """Return the spec of a strength, 1 .. 100."""
        return cls(f"{BLUR}:{strength:.0f}")

    @property
    def strength(self) -> int | None:
        """The strength, 1 .. 100; None where the word has none that can be used."""
        _, colon, digits = self.word.partition(":")
        if not colon:
            return Blur.strength
        return int(digits) if re.fullmatch("[0-9]{1,3}", digits) and 1 <= int(digits) <= 100 else None

    def open(self, files: Files) -> "Background":
        """Return the blur."""
        if self.strength is None:
            message = _("'{word}' is not a blur strength.").format(word=self.word.partition(":")[2])
            raise ConfigError(message, _("Give a number from 1 to 100, for instance blur:50."))
        return Blur(self.strength)

    @property
    def title(self) -> str:
        """Its title in the gallery."""
        return _("Blur")

    @property
    def file_stem(self) -> str:
        """What was done to the room."""
        return "blurred"

    @property
    def tile(self) -> Spec:
        """The slight blur, or the one blur for all other strengths."""
        return self if self.word == SLIGHT_BLUR else BlurSpec(BLUR)


class PathSpec(Spec):
    """A background that is read from a path, which is all of the word or follows a prefix.

    Attributes:
        prefix: of the word.
    """

    prefix: ClassVar[str] = ""

    @classmethod
    def matches(cls, word: str) -> bool:
        """Return whether it has the prefix."""
        return word.startswith(cls.prefix)

    @property
    def name(self) -> str:
        """The path, as it was written."""
        return self.word.removeprefix(self.prefix)

    @property
    def title(self) -> str:
        """The name of the file or folder, as a phrase."""
        path = Path(self.name)
        phrase = path.stem.replace("_", " ").replace("-", " ").strip()
        return phrase[:1].upper() + phrase[1:] if phrase else path.name

    @property
    def file_stem(self) -> str:
        """The name of the file or folder, without its suffix."""
        return f"on {Path(self.name).stem}"

    @property
    def path(self) -> Path:
        """Where its file or folder is."""
        try:
            return Path(self.name).expanduser().absolute()
        except RuntimeError:
            # `~name` where there is no such user.
            return Path(self.name).absolute()

    def absolute(self) -> Spec:
        """Return it with the absolute path where there is such a file or folder, and unchanged where there is none."""
        try:
            is_there = bool(self.name) and self._is_there()
        except (OSError, ValueError):
            is_there = False
        return type(self)(f"{self.prefix}{self.path}") if is_there else self

    def is_same(self, other: Spec) -> bool:
        """Return whether both are read from one path."""
        return isinstance(other, PathSpec) and self.path == other.path

    def _is_there(self) -> bool:
        return self.path.exists()


class SlideshowSpec(PathSpec):
    """`slideshow:FOLDER`: the pictures of a folder, one after another."""

    usage = N_("folder or slideshow:FOLDER")
    prefix = "slideshow:"

    def open(self, files: Files) -> "Background":
        """Return the slideshow."""
        return files.open_slideshow(self.name)

    @property
    def has_slides(self) -> bool:
        """Always True."""
        return True

    def _is_there(self) -> bool:
        return self.path.is_dir()


class FileSpec(PathSpec):
    """Any other word: a picture, a video, a folder of pictures, or the name of a bundled picture."""

    usage = N_("picture, video or GIF file, bundled name")

    def open(self, files: Files) -> "Background":
        """Return the picture, video or slideshow."""
        return files.open_file(self.name)

    @property
    def has_slides(self) -> bool:
        """Whether it is a folder."""
        return self.path.is_dir()


# A word is of the first kind that it matches.
KINDS: tuple[type[Spec], ...] = (RoomSpec, TransparentSpec, BlurSpec, ColourSpec, SlideshowSpec, FileSpec)


def parse(word: str) -> Spec:
    """Return the background that a word names; no word is an error here."""
    return next(kind for kind in KINDS if kind.matches(word))(word)


def usage() -> str:
    """Return how background words of all kinds are written, for the help."""
    return ", ".join(_(kind.usage) for kind in reversed(KINDS))
