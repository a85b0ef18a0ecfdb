"""Chooses, adds and removes backgrounds, and puts them on favourite keys."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QObject, Slot
from PySide6.QtGui import QGuiApplication

from app.backgrounds.catalogue import CatalogueEntry, find_entry, list_entries
from app.backgrounds.spec import BLUR, ColourSpec, parse
from app.config import AppConfig
from app.core.errors import BisenetBgError, ConfigError
from app.gui.backgrounds.clipboard import discard_pasted, image_in, save_pasted, words_in
from app.gui.backgrounds.collection import favourites, on_key, with_own, without
from app.gui.backgrounds.gallery import Gallery
from app.gui.dialogs.pickers import pick_colour, pick_files, pick_folder
from app.gui.session.changes import ConsentError, Reply
from app.gui.session.messages import Message, Topic, error_message
from app.gui.session.problems import Action, ErrorContext
from app.gui.session.session import Session
from app.gui.session.settings_store import SettingsStore
from app.gui.session.task_thread import TaskThread
from app.language import _, ngettext
from app.settings.model import Settings

_MESSAGE_SECONDS = 20.0
# Takes the place of a removed background that was in use: it hides the room, and is always there.
_REPLACEMENT = BLUR
_FIRST_COLOUR = "#2f6f8f"


@dataclass(frozen=True)
class _CollectionEdit:
    """An undoable edit of the collection.

    Attributes:
        apply: sets fields.
        before, after: values of the same fields of `Settings`, and of `temporary`.
    """

    apply: Callable[..., None]
    before: Mapping[str, Any]
    after: Mapping[str, Any]

    def undo(self) -> None:
        """Undo it."""
        self.apply(**self.before)

    def redo(self) -> None:
        """Apply it."""
        self.apply(**self.after)


class BackgroundsController(QObject):
    """Connects the gallery, the settings store and the session. Files are checked in its task thread.

    Args:
        session: uses the backgrounds.
        store: stores them.
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
        self._failed: CatalogueEntry | None = None
        self._background = ""
        self._is_editing = False
        self._shown: tuple[tuple[str, ...], ...] = ()
        # Own backgrounds that left the collection, which an undo may bring back.
        self._left: set[str] = set()
        self._tasks = TaskThread("backgrounds", self)
        session.changed.connect(self._follow)
        store.changed.connect(self._show_settings)
        gallery.chosen.connect(self.choose)
        gallery.removed.connect(self.remove)
        gallery.kept.connect(lambda entry: self._keep([entry.word]))
        gallery.put_on_key.connect(self._put)
        gallery.restored.connect(self._restore)
        gallery.paste_requested.connect(self.paste)
        gallery.add_requested.connect(self.pick_files)
        gallery.folder_requested.connect(lambda: pick_folder(gallery.window(), _("Add a folder of pictures"), self.add))
        gallery.colour_requested.connect(self._pick_colour)
        self._show()

    def stop(self) -> list[str]:
        """Stop the task thread, and return its name if it did not stop in time."""
        self._discard_pasted()
        return self._tasks.stop()

    @Slot(str)
    def choose(self, word: str) -> None:
        """Use a background; if it cannot be used, its tile is marked and the window shows the reason.

        While the virtual camera is on, the banner first asks whether to show the room.
        """
        if parse(word).shows_room and self._session.ask_about_room():
            return
        self._session.withdraw(Topic.ROOM)

        def answer(error: BisenetBgError | None) -> None:
            if isinstance(error, ConsentError):
                return
            entry = find_entry(self._entries(), word)
            if entry is not None:
                self._gallery.set_problem(entry, "" if error is None else str(error))
            if error is not None:
                self._failed = entry if entry is not None and entry.is_removable else None
                context = ErrorContext.TILE if self._failed else ErrorContext.BACKGROUND
                self._session.show(error_message(error, context))

        self._session.set_background(word, answer)

    def withdraw_question(self) -> bool:
        """Leave the background as it is, and return whether the banner was asking to show the room."""
        was_asking = self._session.has_message(Topic.ROOM)
        if was_asking:
            self._session.withdraw(Topic.ROOM)
            self._gallery.focus_current()
        return was_asking

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
                    self._show_error(_together(problems))

            if good:
                self._keep(good, answer, background=good[0])
            else:
                answer(None)

        self._tasks.run(check, take, self._show_error)

    @Slot()
    def pick_files(self) -> None:
        """Ask for files to add."""
        pick_files(self._gallery.window(), _("Add pictures and videos"), self.add)

    def take(self, data: QMimeData) -> None:
        """Add what was dropped or copied: files, folders, colours or a picture."""
        words, image = words_in(data), image_in(data)
        if words:
            self.add(words)
        elif not image.isNull():
            self._tasks.run(lambda: save_pasted(image), lambda word: self.add([word]), self._show_error)
        else:
            hint = _("Copy a picture, a file or a folder, then paste it.")
            self._show_error(ConfigError(_("There is no picture to add."), hint))

    @Slot()
    def paste(self) -> None:
        """Add what is on the clipboard."""
        self.take(QGuiApplication.clipboard().mimeData())

    @Slot(object)
    def remove(self, entry: CatalogueEntry) -> None:
        """Remove a background; if it is in use, the room is blurred instead."""
        if not entry.is_removable:
            return
        in_use = find_entry([entry], self._session.config.background) is not None

        def fields() -> dict[str, Any]:
            is_temporary = find_entry([entry], self._temporary) is not None
            changes = without(self._store.settings, entry, self._favourites())
            return {**changes, **({"temporary": ""} if is_temporary else {})}

        def finish(error: BisenetBgError | None) -> None:
            if error is not None:
                self._show_error(error)
                return
            text, actions = _("{title} was removed.").format(title=entry.title), (Action.UNDO,)
            self._session.show(
                Message(text, is_error=False, actions=actions, topic=Topic.UNDO, seconds=_MESSAGE_SECONDS)
            )

        self._edit(fields, finish, **({"background": _REPLACEMENT} if in_use else {}))

    def remove_failed(self) -> None:
        """Remove the background that could not be used just now."""
        if self._failed is not None:
            self.remove(self._failed)

    def _show_error(self, error: BisenetBgError) -> None:
        self._session.show(error_message(error, ErrorContext.BACKGROUND))

    def _edit(self, fields: Callable[[], dict[str, Any]], reply: Reply | None = None, **changes: Any) -> None:
        """Edit the collection, in one undo step with a change of the configuration.

        Args:
            fields: returns new values of fields of `Settings`, and of `temporary`; called after all earlier edits.
            reply: takes the result.
            changes: fields of `AppConfig`; if one of them cannot be used, nothing changes.
        """

        def make_edit() -> _CollectionEdit | None:
            after = fields()
            known = {"temporary": self._temporary, **vars(self._store.settings)}
            before = {name: known[name] for name in after}
            return None if before == after else _CollectionEdit(self._apply, before, after)

        self._session.adjust(reply, make_edit=make_edit, **changes)

    def _apply(self, temporary: str | None = None, **fields: Any) -> None:
        if temporary is not None:
            self._temporary = temporary
        self._is_editing = True
        self._store.change(**fields)
        self._is_editing = False
        self._show()

    def _keep(self, words: Iterable[str], reply: Reply | None = None, **changes: Any) -> None:
        def fields() -> dict[str, Any]:
            settings = self._store.settings
            return with_own(settings, words, list_entries(self._pictures, settings.own, settings.removed))

        self._edit(fields, reply, **changes)

    @Slot(object, int)
    def _put(self, entry: CatalogueEntry, number: int) -> None:
        if entry.may_have_key:
            self._edit(lambda: {"favourites": on_key(self._favourites(), entry, number)})

    @Slot()
    def _restore(self) -> None:
        self._edit(lambda: {"removed": ()})

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
        if config.background != self._background:
            self._background = config.background
            self._show()

    @Slot(object)
    def _show_settings(self, settings: Settings) -> None:
        if _gallery_settings(settings) != self._shown:
            self._left |= {*self._shown[0]} - {*settings.own}
            if not self._is_editing:
                self._session.forget_edits()
            self._show()

    def _discard_pasted(self) -> None:
        """Delete the pasted pictures that were removed, now that no undo can bring them back."""
        settings = self._store.settings
        # The saved background is the last one that does not show the room, so it may differ from the one in use.
        used = {self._session.config.background, settings.config.background}
        needed = used | {*settings.own, *(preset.background for preset in settings.presets.values())}
        for word in self._left - needed:
            discard_pasted(word)

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
    more = ngettext("{count} more could not be added either.", "{count} more could not be added either.", others)
    return ConfigError(str(first), more.format(count=others))
