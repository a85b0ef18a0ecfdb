"""What the user does with backgrounds: choosing, adding, removing, putting them on keys."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QObject, Slot
from PySide6.QtGui import QGuiApplication

from app.backgrounds.catalogue import CatalogueEntry, find, offer
from app.config import AppConfig
from app.core.errors import BisenetBgError, ConfigError
from app.gui.backgrounds.clipboard import discard_pasted, image_in, save_pasted, words_in
from app.gui.backgrounds.collection import favourites, on_key, with_own, without
from app.gui.backgrounds.gallery import Gallery
from app.gui.session.changes import Reply
from app.gui.session.messages import Message, Topic, error_message
from app.gui.session.problems import Action, ErrorContext
from app.gui.session.session import Session
from app.gui.session.settings_store import SettingsStore
from app.gui.session.task_thread import TaskThread
from app.gui.widgets.dialogs import pick_colour, pick_files, pick_folder
from app.settings.model import Settings

_MESSAGE_SECONDS = 20.0
# Used where the one in use is removed: it hides the room, and cannot be missing.
_INSTEAD = "blur"
_FIRST_COLOUR = "#2f6f8f"


@dataclass(frozen=True)
class _CollectionEdit:
    """An undoable edit of the collection.

    Attributes:
        apply: sets fields.
        before, after: values of the same fields of `Settings`, and of `passing`.
    """

    apply: Callable[..., None]
    before: Mapping[str, Any]
    after: Mapping[str, Any]

    def undo(self) -> None:
        """Take it back."""
        self.apply(**self.before)

    def redo(self) -> None:
        """Make it."""
        self.apply(**self.after)


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
        self._failed: CatalogueEntry | None = None
        self._background = ""
        self._is_editing = False
        self._shown: tuple[tuple[str, ...], ...] = ()
        # Own backgrounds that left the collection, which an undo may bring back.
        self._left: set[str] = set()
        self._tasks = TaskThread("backgrounds", self)
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
        self._discard_pasted()
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
                context = ErrorContext.TILE if self._failed else ErrorContext.BACKGROUND
                self._session.show(error_message(error, context))

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
                self._keep(good, tell, background=good[0])
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
        """Remove a background; if it is in use, the room is blurred instead."""
        if not choice.may_go:
            return
        in_use = find([choice], self._session.config.background) is not None

        def fields() -> dict[str, Any]:
            passes = find([choice], self._passing) is not None
            return {
                **without(self._memory.settings, choice, self._favourites()),
                **({"passing": ""} if passes else {}),
            }

        def finish(error: BisenetBgError | None) -> None:
            if error is not None:
                self._tell(error)
                return
            text, actions = f"{choice.title} was removed.", (Action.UNDO,)
            self._session.show(
                Message(text, is_error=False, actions=actions, topic=Topic.UNDO, seconds=_MESSAGE_SECONDS)
            )

        self._edit(fields, finish, **({"background": _INSTEAD} if in_use else {}))

    def remove_failed(self) -> None:
        """Remove the background that could not be used just now."""
        if self._failed is not None:
            self.remove(self._failed)

    def _tell(self, error: BisenetBgError) -> None:
        self._session.show(error_message(error, ErrorContext.BACKGROUND))

    def _edit(self, fields: Callable[[], dict[str, Any]], reply: Reply | None = None, **changes: Any) -> None:
        """Edit the collection, in one undo step with a change of the configuration.

        Args:
            fields: returns new values of fields of `Settings`, and of `passing`; called when nothing else edits them.
            reply: takes the result.
            changes: fields of `AppConfig`; if one of them cannot be used, nothing changes.
        """

        def make_edit() -> _CollectionEdit | None:
            after = fields()
            before = {name: self._passing if name == "passing" else self._value(name) for name in after}
            return None if before == after else _CollectionEdit(self._apply, before, after)

        self._session.adjust(reply, make_edit=make_edit, **changes)

    def _value(self, name: str) -> Any:
        return getattr(self._memory.settings, name)

    def _apply(self, passing: str | None = None, **fields: Any) -> None:
        if passing is not None:
            self._passing = passing
        self._is_editing = True
        self._memory.change(**fields)
        self._is_editing = False
        self._show()

    def _keep(self, words: Iterable[str], reply: Reply | None = None, **changes: Any) -> None:
        def fields() -> dict[str, Any]:
            settings = self._memory.settings
            return with_own(settings, words, offer(self._pictures, settings.own, settings.removed))

        self._edit(fields, reply, **changes)

    @Slot(object, int)
    def _put(self, choice: CatalogueEntry, number: int) -> None:
        if choice.may_have_key:
            self._edit(lambda: {"favourites": on_key(self._favourites(), choice, number)})

    @Slot()
    def _restore(self) -> None:
        self._edit(lambda: {"removed": ()})

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
        if config.background != self._background:
            self._background = config.background
            self._show()

    @Slot(object)
    def _remember(self, settings: Settings) -> None:
        if _kept(settings) != self._shown:
            self._left |= {*self._shown[0]} - {*settings.own}
            if not self._is_editing:
                self._session.forget_edits()
            self._show()

    def _discard_pasted(self) -> None:
        """Delete the pasted pictures that were removed, now that no undo can bring them back."""
        settings = self._memory.settings
        needed = {self._session.config.background, *settings.own, *(p.background for p in settings.presets.values())}
        for word in self._left - needed:
            discard_pasted(word)

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
