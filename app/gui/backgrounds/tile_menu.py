"""The menu of a background's tile."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from app.backgrounds.catalogue import CatalogueEntry, Origin
from app.gui.shortcuts import FAVOURITE, REMOVE, SAVE_FAVOURITE
from app.gui.widgets.popups import round_menu


@dataclass(frozen=True)
class TileActions:
    """What the menu's entries call.

    Attributes:
        use: to use the background.
        keep: to keep one that passes.
        remove: to remove it.
        put_on_key: with 1 to 9, or 0 for none.
        restore: to show all bundled ones again; None where none is missing.
    """

    use: Callable[[], object]
    keep: Callable[[], object]
    remove: Callable[[], object]
    put_on_key: Callable[[int], object]
    restore: Callable[[], object] | None


def tile_menu(
    parent: QWidget, choice: CatalogueEntry, number: int, on_keys: Sequence[str], wishes: TileActions
) -> QMenu:
    """Return the menu of a choice, which deletes itself once it is closed.

    Args:
        parent: of the menu.
        choice: what it is about.
        number: of the key that the choice is on, 0 for none.
        on_keys: titles of what is on the keys 1 to 9, "" for nothing.
        wishes: what its entries call.
    """
    menu = round_menu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setAccessibleName(f"Background {choice.title}")
    menu.addAction("Use this background", wishes.use)
    if choice.may_have_key:
        menu.addMenu(_keys(menu, number, on_keys, wishes.put_on_key))
    if choice.origin is Origin.PASSING:
        menu.addAction("Keep in the gallery", wishes.keep)
    if choice.may_go:
        # What stands behind a tab is shown as the key, and binds none: the window does.
        menu.addAction(f"Remove\t{REMOVE.sequence}", wishes.remove)
    if wishes.restore is not None:
        menu.addSeparator()
        menu.addAction("Show all bundled again", wishes.restore)
    return menu


def _keys(parent: QMenu, number: int, on_keys: Sequence[str], put: Callable[[int], object]) -> QMenu:
    menu = round_menu(parent, "Favourite")
    for key, (title, shortcut) in enumerate(zip(on_keys, SAVE_FAVOURITE.numbered(), strict=True), 1):
        action = menu.addAction(f"&{key}   {title or 'free'}\t{shortcut}", partial(put, key))
        action.setCheckable(True)
        action.setChecked(key == number)
    if number:
        menu.addSeparator()
        menu.addAction(f"Not on key {FAVOURITE.numbered()[number - 1]}", lambda: put(0))
    return menu
