"""What the user does with backgrounds: choosing, adding, removing, putting them on keys."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, QTimer, Slot
from PySide6.QtGui import QGuiApplication

from app.backgrounds.catalogue import CatalogueEntry, Origin, find, offer
from app.config import AppConfig
from app.core.errors import BisenetBgError, ConfigError
from app.gui.backgrounds.clipboard import discard_pasted, image_in, save_pasted, words_in
from app.gui.backgrounds.collection import favourites, on_key, with_own, without
from app.gui.backgrounds.gallery import Gallery
from app.gui.session.problems import ErrorContext
from app.gui.session.session import Session
from app.gui.session.settings_store import SettingsStore
from app.gui.session.task_thread import TaskThread
from app.gui.widgets.dialogs import pick_colour, pick_files, pick_folder
from app.settings.model import Settings

_PATIENCE_MS = 20_000
# Used where the one in use is removed: it hides the room, and cannot be missing.
_INSTEAD = "blur"
_FIRST_COLOUR = "#2f6f8f"


@dataclass(frozen=True)
class _Removal:
    """What was removed just now, and how it was before."""

    choice: CatalogueEntry
    before: Settings
    was_in_use: bool


class Backgrounds(QObject):
    """Connects gallery, settings store and session. Lives in the GUI thread; files are checked in a thread of its own.

    Args:
        session: uses backgrounds.
        memory: keeps them.
        gallery: shows them.
        pictures: the bundled ones.
    """

    def __init__(self, session: Session, memory: SettingsStore, gallery: Gallery, pictures: Sequence[Path]) -> None:
        super().__init__(gallery)
        self._session = session
        self._memory = memory
        self._gallery = gallery
        self._pictures = pictures
        self._passing = ""
        self._removals: list[_Removal] = []
        self._failed: CatalogueEntry | None = None
        self._config: AppConfig | None = None
        self._is_ours = False
        self._shown: tuple[tuple[str, ...], ...] = ()
        self._tasks = TaskThread("backgrounds", self)
        self._patience = QTimer(self, interval=_PATIENCE_MS, singleShot=True)
        self._patience.timeout.connect(self._settle)
        session.changed.connect(self._follow)
        memory.changed.connect(self._remember)
        gallery.chosen.connect(self.choose)
        gallery.removed.connect(self.remove)
        gallery.kept.connect(lambda choice: self._keep([choice.key]))
        gallery.put_on_key.connect(self._put)
        gallery.restored.connect(self._restore)
        gallery.paste_asked.connect(self.paste)
        gallery.add_asked.connect(self.pick_files)
        gallery.folder_asked.connect(lambda: pick_folder(gallery.window(), "Add a folder of pictures", self.add))
        gallery.colour_asked.connect(self._pick_colour)
        self._show()

    def stop(self) -> list[str]:
        """End, and return the name of the thread if it did not end in time."""
        self._settle()
        return self._tasks.stop()

    @Slot(str)
    def choose(self, word: str) -> None:
        """Use a background; the tile of one that cannot be used says so, and the window why."""

        def tell(error: BisenetBgError | None) -> None:
            choice = find(self._offered(), word)
            if choice is not None:
                self._gallery.set_problem(choice, "" if error is None else str(error))
            if error is not None:
                self._failed = choice if choice is not None and choice.may_go else None
                self._session.tell(error, ErrorContext.TILE if self._failed else ErrorContext.BACKGROUND)

        self._session.set_background(word, tell)

    def choose_favourite(self, number: int) -> None:
        """Use what is on a key, 1 to 9; nothing where that is free."""
        choice = find(self._offered(), self._favourites()[number - 1] or " ")
        if choice is not None and choice.may_have_key:
            self.choose(choice.key)

    def put_on_key(self, number: int) -> None:
        """Put the background whose tile has the focus, else the one in use, on a key, 1 to 9."""
        choice = self._gallery.focused or find(self._offered(), self._session.config.background)
        if choice is not None:
            self._put(choice, number)

    def add(self, words: Sequence[str]) -> None:
        """Keep all that can be used, and use the first of them; the window says what cannot be."""

        def look() -> tuple[list[str], list[BisenetBgError]]:
            good, errors = [], []
            for word in words:
                try:
                    self._session.check_background(word)
                    good.append(word)
                except BisenetBgError as error:
                    errors.append(error)
            return good, errors

        def take(found: tuple[list[str], list[BisenetBgError]]) -> None:
            good, errors = found

            def tell(error: BisenetBgError | None) -> None:
                problems = [*([error] if error is not None else []), *errors]
                if problems:
                    self._tell(_together(problems))

            if good:
                self._keep(good)
                self._session.set_background(good[0], tell)
            else:
                tell(None)

        self._tasks.run(look, take, self._tell)

    @Slot()
    def pick_files(self) -> None:
        """Ask for files to add."""
        pick_files(self._gallery.window(), "Add pictures and videos", self.add)

    def take(self, data: QMimeData) -> None:
        """Add what was dropped or copied: files, folders, colours, or the picture itself."""
        words, image = words_in(data), image_in(data)
        if words:
            self.add(words)
        elif not image.isNull():
            self._tasks.run(lambda: save_pasted(image), lambda word: self.add([word]), self._tell)
        else:
            hint = "Copy a picture, a file or a folder, then paste it."
            self._tell(ConfigError("There is no picture to take.", hint))

    @Slot()
    def paste(self) -> None:
        """Add what the clipboard holds."""
        self.take(QGuiApplication.clipboard().mimeData())

    @Slot(object)
    def remove(self, choice: CatalogueEntry) -> None:
        """Remove a background, for a while with a way back; where it is in use, the room is blurred instead."""
        if not choice.may_go:
            return
        in_use = find([choice], self._session.config.background) is not None
        removal = _Removal(choice, self._memory.settings, in_use)

        def go(error: BisenetBgError | None = None) -> None:
            self._is_ours = False
            if error is not None:
                self._tell(error)
                return
            self._removals.append(removal)
            if find([choice], self._passing) is not None:
                self._passing = ""
            self._memory.change(**without(self._memory.settings, choice, self._favourites()))
            self._show()
            self._session.note_removed(choice.title)
            self._patience.start()

        if in_use:
            self._is_ours = True
            self._session.set_background(_INSTEAD, go)
        else:
            go()

    def remove_failed(self) -> None:
        """Remove the background that could not be used just now."""
        if self._failed is not None:
            self.remove(self._failed)

    @Slot()
    def undo(self) -> None:
        """Put back what was removed just now, else take the last change back."""
        if self._removals:
            self.put_back()
        else:
            self._session.undo()

    def put_back(self) -> None:
        """Put back what was removed last."""
        if not self._removals:
            return
        removal = self._removals.pop()
        before = removal.before
        self._memory.change(own=before.own, removed=before.removed, favourites=before.favourites)
        if removal.choice.origin is Origin.PASSING:
            self._passing = removal.choice.key
        self._show()

        def tell(error: BisenetBgError | None) -> None:
            self._is_ours = False
            if error is not None:
                self._tell(error)

        if removal.was_in_use:
            self._is_ours = True
            self._session.set_background(removal.choice.key, tell)
        self._session.note_removed(self._removals[-1].choice.title if self._removals else "")

    def _tell(self, error: BisenetBgError) -> None:
        self._session.tell(error, ErrorContext.BACKGROUND)

    @Slot()
    def _settle(self) -> None:
        """Offer no way back any more, and delete pasted pictures that nobody needs now."""
        self._patience.stop()
        removals, self._removals = self._removals, []
        if removals:
            self._session.note_removed("")
        settings = self._memory.settings
        needed = {self._session.config.background, *settings.own, *(p.background for p in settings.presets.values())}
        for removal in removals:
            if removal.choice.key not in needed:
                discard_pasted(removal.choice.key)

    def _keep(self, words: Iterable[str]) -> None:
        settings = self._memory.settings
        offered = offer(self._pictures, settings.own, settings.removed)
        self._settle()
        self._memory.change(**with_own(settings, words, offered))

    @Slot(object, int)
    def _put(self, choice: CatalogueEntry, number: int) -> None:
        if choice.may_have_key:
            self._memory.change(favourites=on_key(self._favourites(), choice, number))

    @Slot()
    def _restore(self) -> None:
        self._settle()
        self._memory.change(removed=())

    @Slot()
    def _pick_colour(self) -> None:
        word = self._session.config.background
        pick_colour(self._gallery.window(), word if word.startswith("#") else _FIRST_COLOUR, self.add)

    def _favourites(self) -> tuple[str, ...]:
        settings = self._memory.settings
        return favourites(settings, offer(self._pictures, settings.own, settings.removed))

    def _offered(self) -> list[CatalogueEntry]:
        settings = self._memory.settings
        return offer(self._pictures, settings.own, settings.removed, self._passing)

    @Slot(object)
    def _follow(self, config: AppConfig) -> None:
        before, self._config = self._config, config
        if before is not None and before != config and not self._is_ours:
            # What is undone next is this change, not what was removed before it.
            self._settle()
        if before is None or before.background != config.background:
            self._show()

    @Slot(object)
    def _remember(self, settings: Settings) -> None:
        if _kept(settings) != self._shown:
            self._show()

    def _show(self) -> None:
        word = self._session.config.background
        settings = self._memory.settings
        self._shown = _kept(settings)
        if find(offer(self._pictures, settings.own, settings.removed), word) is None:
            self._passing = word
        offered = self._offered()
        self._gallery.offer(offered, self._favourites(), bool(settings.removed))
        self._gallery.mark(find(offered, word))


def _kept(settings: Settings) -> tuple[tuple[str, ...], ...]:
    """Return what of the settings the gallery shows: a slider that is dragged changes none of it."""
    return settings.own, settings.removed, settings.favourites


def _together(errors: Sequence[BisenetBgError]) -> BisenetBgError:
    """Return the first error, which tells of the others."""
    first, others = errors[0], len(errors) - 1
    if not others:
        return first
    return ConfigError(str(first), f"{others} more could not be added either.")
