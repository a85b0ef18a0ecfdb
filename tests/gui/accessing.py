"""Helpers for tests of what screen readers get."""

from collections.abc import Iterator

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface, QAccessibleValueInterface
from PySide6.QtWidgets import QWidget

Text = QAccessible.Text


def interface(item: QObject) -> QAccessibleInterface:
    """Return the interface of an object."""
    found = QAccessible.queryAccessibleInterface(item)
    assert found is not None
    return found


def walk(top: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    """Yield an interface and all below it that can be seen."""
    if top.state().invisible:
        return
    yield top
    for index in range(top.childCount()):
        child = top.child(index)
        if child is not None:
            yield from walk(child)


def visible(window: QWidget) -> list[QAccessibleInterface]:
    """Return the interfaces of all that a window shows."""
    return list(walk(interface(window)))


def name(item: QAccessibleInterface) -> str:
    """Return the name that screen readers speak."""
    return item.text(Text.Name)


def named(window: QWidget, wanted: str) -> QAccessibleInterface:
    """Return the only visible interface of a name."""
    (found,) = [item for item in visible(window) if name(item) == wanted and item.state().focusable]
    return found


def act(item: QAccessibleInterface, action: str) -> None:
    """Perform one of the actions that an interface offers."""
    actions = item.actionInterface()
    assert actions is not None
    assert action in actions.actionNames(), (name(item), action, actions.actionNames())
    actions.doAction(action)


def value_of(item: QAccessibleInterface) -> QAccessibleValueInterface:
    """Return the interface of a value."""
    found = item.valueInterface()
    assert found is not None
    return found
