"""Shortcuts on keyboards that print other scripts, or no digits without Shift."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from app.gui.key_positions import KeyboardScript, key_combination

_CTRL = Qt.KeyboardModifier.ControlModifier


class OtherLayouts:
    """Activates shortcuts by the position of keys, on keyboards that print something else there."""

    def __init__(self) -> None:
        self._script = KeyboardScript()

    def press(self, event: QKeyEvent) -> bool:
        """Activate the shortcut at the position of a key where Qt does not find one by what the key prints.

        A widget that uses the printed character, such as a text field, gets it. With Ctrl, a key that prints a letter
        of another script reaches the widget as the Latin letter, so that a text field copies and pastes.

        Returns:
            Whether a shortcut or a widget used the press.
        """
        self._script.learn(event)
        combination, receiver = key_combination(event, is_latin=self._script.is_latin), _receiver()
        if combination == event.keyCombination():
            return False
        has_ctrl = bool(event.modifiers() & _CTRL)
        shown = _pressed_as(event, combination.key()) if has_ctrl else event
        if receiver is not None and _uses(receiver, shown):
            return has_ctrl and _send(receiver, shown)
        sequence = QKeySequence(combination)
        for window in QApplication.topLevelWidgets():
            for shortcut in window.findChildren(QShortcut):
                if _has(shortcut, sequence) and _is_active(shortcut):
                    if shortcut.autoRepeat() or not event.isAutoRepeat():
                        shortcut.activated.emit()
                    return True
        return has_ctrl and receiver is not None and _send(receiver, shown)


def _receiver() -> QWidget | None:
    """Return the widget that Qt sends keys to; an open menu or list gets them in place of the widget behind it."""
    popup = QApplication.activePopupWidget()
    return QApplication.focusWidget() if popup is None else popup.focusWidget() or popup


def _send(widget: QWidget, event: QKeyEvent) -> bool:
    """Send a press to a widget, and return whether it or one around it used the press."""
    QCoreApplication.sendEvent(widget, event)
    return event.isAccepted()


def _pressed_as(event: QKeyEvent, key: Qt.Key) -> QKeyEvent:
    """Return the same press of another key, which prints nothing."""
    return QKeyEvent(
        QEvent.Type.KeyPress,
        key,
        event.modifiers(),
        event.nativeScanCode(),
        event.nativeVirtualKey(),
        event.nativeModifiers(),
        "",
        event.isAutoRepeat(),
    )


def _uses(widget: QWidget, event: QKeyEvent) -> bool:
    """Return whether a widget takes a key although it may be a shortcut, as Qt asks it."""
    question = QKeyEvent(
        QEvent.Type.ShortcutOverride, event.key(), event.modifiers(), event.text(), event.isAutoRepeat()
    )
    question.ignore()
    QCoreApplication.sendEvent(widget, question)
    return question.isAccepted()


def _has(shortcut: QShortcut, sequence: QKeySequence) -> bool:
    keys: Sequence[QKeySequence] = shortcut.keys()
    return sequence in keys


def _is_active(shortcut: QShortcut) -> bool:
    """Return whether Qt would activate a shortcut now."""
    owner = shortcut.parent()
    if not (isinstance(owner, QWidget) and shortcut.isEnabled() and owner.isVisible() and owner.isEnabled()):
        return False
    # A popup has the keys without being the active window.
    active = QApplication.activePopupWidget() or QApplication.activeWindow()
    if shortcut.context() is Qt.ShortcutContext.ApplicationShortcut:
        return QApplication.activeModalWidget() in (None, owner.window())
    return active is owner.window()
