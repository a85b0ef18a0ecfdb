"""The menu of a background's tile."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from app.backgrounds.catalogue import CatalogueEntry, Origin
from app.gui.shortcuts import FAVOURITE, REMOVE, SAVE_FAVOURITE, key_names
from app.gui.widgets.popups import round_menu
from app.language import _


@dataclass(frozen=True)
class TileActions:
    """What the items of the menu call.

    Attributes:
        use: uses the background.
        keep: keeps a temporary background in the gallery.
        remove: removes it.
        put_on_key: puts it on a key, 1 to 9, or for 0 on none.
        restore: shows all bundled backgrounds again; None where none was removed.
    """

    use: Callable[[], object]
    keep: Callable[[], object]
    remove: Callable[[], object]
    put_on_key: Callable[[int], object]
    restore: Callable[[], object] | None


def tile_menu(
    parent: QWidget, entry: CatalogueEntry, number: int, on_keys: Sequence[str], actions: TileActions
) -> QMenu:
    """Return the menu of a background, which deletes itself when it is closed.

    Args:
        parent: of the menu.
        entry: of the background.
        number: of the key that it is on, 0 for none.
        on_keys: titles of the backgrounds on the keys 1 to 9, "" for a free key.
        actions: what the items of the menu call.
    """
    menu = round_menu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setAccessibleName(_("Background {title}").format(title=entry.title))
    menu.addAction(_("Use this background"), actions.use)
    if entry.may_have_key:
        menu.addMenu(_keys(menu, number, on_keys, actions.put_on_key))
    if entry.origin is Origin.TEMPORARY:
        menu.addAction(_("Keep in the gallery"), actions.keep)
    if entry.is_removable:
        # Qt shows the text after the tab as the shortcut; the window binds the key.
        menu.addAction("\t".join((_("Remove"), REMOVE.keys)), actions.remove)
    if actions.restore is not None:
        menu.addSeparator()
        menu.addAction(_("Restore bundled backgrounds"), actions.restore)
    return menu


def _keys(parent: QMenu, number: int, on_keys: Sequence[str], put: Callable[[int], object]) -> QMenu:
    menu = round_menu(parent, _("Favourite"))
    for key, (title, shortcut) in enumerate(zip(on_keys, SAVE_FAVOURITE.numbered(), strict=True), 1):
        shown_title = title or _("free")
        action = menu.addAction(f"&{key}   {shown_title}\t{key_names(shortcut)}", partial(put, key))
        action.setCheckable(True)
        action.setChecked(key == number)
    if number:
        menu.addSeparator()
        menu.addAction(
            _("Remove from key {key}").format(key=key_names(FAVOURITE.numbered()[number - 1])), lambda: put(0)
        )
    return menu
