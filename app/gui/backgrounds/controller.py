"""Carries out what the user does with backgrounds: choosing, adding, removing, putting them on keys."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, QTimer, Slot
from PySide6.QtGui import QGuiApplication

from app.backgrounds.catalogue import CatalogueEntry, Origin, find_entry, list_entries
from app.backgrounds.spec import BLUR, ColourSpec, parse
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
# Takes the place of a removed background that was in use: it hides the room, and is always there.
_REPLACEMENT = BLUR
_FIRST_COLOUR = "#2f6f8f"


@dataclass(frozen=True)
class _Removal:
    """What was removed just now, and how it was before."""

    entry: CatalogueEntry
    before: Settings
    was_in_use: bool


class BackgroundsController(QObject):
    """Connects the gallery, the settings store and the session. Files are checked in its task thread.

    Args:
        session: puts backgrounds to use.
        store: remembers them.
        gallery: shows them.
        pictures: paths of the bundled ones.
    """

    def __init__(self, session: Session, store: SettingsStore, gallery: Gallery, pictures: Sequence[Path]) -> None:
        super().__init__(gallery)
        self._session = session
        self._store = store
        self._gallery = gallery
        self._pictures = pictures
        self._temporary = ""
        self._removals: list[_Removal] = []
        self._failed: CatalogueEntry | None = None
        self._config: AppConfig | None = None
        self._is_ours = False
        self._shown: tuple[tuple[str, ...], ...] = ()
        self._tasks = TaskThread("backgrounds", self)
        self._patience = QTimer(self, interval=_PATIENCE_MS, singleShot=True)
        self._patience.timeout.connect(self._settle)
        session.changed.connect(self._follow)
        store.changed.connect(self._show_settings)
        gallery.chosen.connect(self.choose)
        gallery.removed.connect(self.remove)
        gallery.kept.connect(lambda entry: self._keep([entry.word]))
        gallery.put_on_key.connect(self._put)
        gallery.restored.connect(self._restore)
        gallery.paste_asked.connect(self.paste)
        gallery.add_asked.connect(self.pick_files)
        gallery.folder_asked.connect(lambda: pick_folder(gallery.window(), "Add a folder of pictures", self.add))
        gallery.colour_asked.connect(self._pick_colour)
        self._show()

    def stop(self) -> list[str]:
        """Stop the task thread, and return its name if it did not stop in time."""
        self._settle()
        return self._tasks.stop()

    @Slot(str)
    def choose(self, word: str) -> None:
        """Use a background; if it cannot be used, its tile shows that and the window says why."""

        def answer(error: BisenetBgError | None) -> None:
            entry = find_entry(self._entries(), word)
            if entry is not None:
                self._gallery.set_problem(entry, "" if error is None else str(error))
            if error is not None:
                self._failed = entry if entry is not None and entry.is_removable else None
                self._session.tell(error, ErrorContext.TILE if self._failed else ErrorContext.BACKGROUND)

        self._session.set_background(word, answer)

    def choose_favourite(self, number: int) -> None:
        """Use the background on a key, 1 to 9; a free key does nothing."""
        word = self._favourites()[number - 1]
        entry = find_entry(self._entries(), word) if word else None
        if entry is not None and entry.may_have_key:
            self.choose(entry.word)

    def put_on_key(self, number: int) -> None:
        """Put the background of the focused tile, or else the one in use, on a key, 1 to 9."""
        entry = self._gallery.focused or find_entry(self._entries(), self._session.config.background)
        if entry is not None:
            self._put(entry, number)

    def add(self, words: Sequence[str]) -> None:
        """Add all backgrounds that can be used, and use the first of them; the window names those that cannot."""

        def check() -> tuple[list[str], list[BisenetBgError]]:
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

            def answer(error: BisenetBgError | None) -> None:
                problems = [*([error] if error is not None else []), *errors]
                if problems:
                    self._tell(_together(problems))

            if good:
                self._keep(good)
                self._session.set_background(good[0], answer)
            else:
                answer(None)

        self._tasks.run(check, take, self._tell)

    @Slot()
    def pick_files(self) -> None:
        """Ask for files to add."""
        pick_files(self._gallery.window(), "Add pictures and videos", self.add)

    def take(self, data: QMimeData) -> None:
        """Add what was dropped or copied: files, folders, colours or a picture."""
        words, image = words_in(data), image_in(data)
        if words:
            self.add(words)
        elif not image.isNull():
            self._tasks.run(lambda: save_pasted(image), lambda word: self.add([word]), self._tell)
        else:
            hint = "Copy a picture, a file or a folder, then paste it."
            self._tell(ConfigError("There is no picture to add.", hint))

    @Slot()
    def paste(self) -> None:
        """Add what is on the clipboard."""
        self.take(QGuiApplication.clipboard().mimeData())

    @Slot(object)
    def remove(self, entry: CatalogueEntry) -> None:
        """Remove a background, for a while with a way back; where it is in use, the room is blurred instead."""
        if not entry.is_removable:
            return
        in_use = find_entry([entry], self._session.config.background) is not None
        removal = _Removal(entry, self._store.settings, in_use)

        def go(error: BisenetBgError | None = None) -> None:
            self._is_ours = False
            if error is not None:
                self._tell(error)
                return
            self._removals.append(removal)
            if find_entry([entry], self._temporary) is not None:
                self._temporary = ""
            self._store.change(**without(self._store.settings, entry, self._favourites()))
            self._show()
            self._session.note_removed(entry.title)
            self._patience.start()

        if in_use:
            self._is_ours = True
            self._session.set_background(_REPLACEMENT, go)
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
        self._store.change(own=before.own, removed=before.removed, favourites=before.favourites)
        if removal.entry.origin is Origin.TEMPORARY:
            self._temporary = removal.entry.word
        self._show()

        def tell(error: BisenetBgError | None) -> None:
            self._is_ours = False
            if error is not None:
                self._tell(error)

        if removal.was_in_use:
            self._is_ours = True
            self._session.set_background(removal.entry.word, tell)
        self._session.note_removed(self._removals[-1].entry.title if self._removals else "")

    def _tell(self, error: BisenetBgError) -> None:
        self._session.tell(error, ErrorContext.BACKGROUND)

    @Slot()
    def _settle(self) -> None:
        """Offer no way back any more, and delete pasted pictures that nobody needs now."""
        self._patience.stop()
        removals, self._removals = self._removals, []
        if removals:
            self._session.note_removed("")
        settings = self._store.settings
        needed = {self._session.config.background, *settings.own, *(p.background for p in settings.presets.values())}
        for removal in removals:
            if removal.entry.word not in needed:
                discard_pasted(removal.entry.word)

    def _keep(self, words: Iterable[str]) -> None:
        settings = self._store.settings
        entries = list_entries(self._pictures, settings.own, settings.removed)
        self._settle()
        self._store.change(**with_own(settings, words, entries))

    @Slot(object, int)
    def _put(self, entry: CatalogueEntry, number: int) -> None:
        if entry.may_have_key:
            self._store.change(favourites=on_key(self._favourites(), entry, number))

    @Slot()
    def _restore(self) -> None:
        self._settle()
        self._store.change(removed=())

    @Slot()
    def _pick_colour(self) -> None:
        word = self._session.config.background
        pick_colour(self._gallery.window(), word if isinstance(parse(word), ColourSpec) else _FIRST_COLOUR, self.add)

    def _favourites(self) -> tuple[str, ...]:
        settings = self._store.settings
        return favourites(settings, list_entries(self._pictures, settings.own, settings.removed))

    def _entries(self) -> list[CatalogueEntry]:
        settings = self._store.settings
        return list_entries(self._pictures, settings.own, settings.removed, self._temporary)

    @Slot(object)
    def _follow(self, config: AppConfig) -> None:
        before, self._config = self._config, config
        if before is not None and before != config and not self._is_ours:
            # What is undone next is this change, not what was removed before it.
            self._settle()
        if before is None or before.background != config.background:
            self._show()

    @Slot(object)
    def _show_settings(self, settings: Settings) -> None:
        if _gallery_settings(settings) != self._shown:
            self._show()

    def _show(self) -> None:
        word = self._session.config.background
        settings = self._store.settings
        self._shown = _gallery_settings(settings)
        if find_entry(list_entries(self._pictures, settings.own, settings.removed), word) is None:
            self._temporary = word
        entries = self._entries()
        self._gallery.show_entries(entries, self._favourites(), bool(settings.removed))
        self._gallery.mark(find_entry(entries, word))


def _gallery_settings(settings: Settings) -> tuple[tuple[str, ...], ...]:
    """Return the settings that the gallery shows; a slider changes none of them."""
    return settings.own, settings.removed, settings.favourites


def _together(errors: Sequence[BisenetBgError]) -> BisenetBgError:
    """Return the first error, with the number of the others."""
    first, others = errors[0], len(errors) - 1
    if not others:
        return first
    return ConfigError(str(first), f"{others} more could not be added either.")
