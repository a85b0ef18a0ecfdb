"""What screen readers get of buttons, sliders and painted widgets, where Qt's own interfaces do not suffice.

Qt's action "Toggle" changes the check mark of a button without a click, so that the button would show a state that
nothing in the program has. Qt's value of a slider is its position, which may differ from the value beside it.
"""

import re
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleActionInterface, QAccessibleInterface, QAccessibleValueInterface
from PySide6.QtWidgets import QAbstractButton, QAccessibleWidget, QPushButton, QToolButton, QWidget
from shiboken6.Shiboken import VoidPtr

from app.gui.widgets.slider import Slider

# Dynamic property that holds the role of a widget.
_ROLE = "accessible_role"


class _Factory:
    is_installed = False


def install_interfaces() -> None:
    """Make Qt use the interfaces of this module; call it once there is a `QApplication`."""
    if not _Factory.is_installed:
        QAccessible.installFactory(_interface_of)
        _Factory.is_installed = True


def set_role(widget: QWidget, role: QAccessible.Role) -> None:
    """Set what screen readers call a widget; call it before the widget is shown."""
    widget.setProperty(_ROLE, role.value)


class AccessibleArea(QAccessibleWidget):
    """A widget with the role that was set for it."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget, QAccessible.Role(widget.property(_ROLE)))


class AccessibleButton(QAccessibleWidget):
    """A button whose actions do what a click does."""

    def __init__(self, button: QAbstractButton) -> None:
        super().__init__(button, QAccessible.Role.Button)

    def role(self) -> QAccessible.Role:
        """Return the role that was set, or else whether it can be checked."""
        button = self._button()
        if (role := button.property(_ROLE)) is not None:
            return QAccessible.Role(role)
        return QAccessible.Role.CheckBox if button.isCheckable() else QAccessible.Role.Button

    def state(self) -> QAccessible.State:
        """Return the state, with the check mark that the button shows."""
        state, button = super().state(), self._button()
        state.checkable = button.isCheckable()
        state.checked = button.isChecked()
        state.pressed = button.isDown()
        if isinstance(button, QPushButton) and button.isDefault():
            state.defaultButton = True
        return state

    def text(self, kind: QAccessible.Text) -> str:
        """Return a text; the label serves as the name of a button without another."""
        button = self._button()
        if kind is QAccessible.Text.Name and not button.accessibleName():
            return re.sub(r"&(.)", r"\1", button.text())
        return super().text(kind)

    def actionNames(self) -> list[str]:
        """Return the one action that clicks, and that which moves the focus here."""
        button = self._button()
        if not button.isEnabled():
            return []
        actions = QAccessibleActionInterface
        click = actions.toggleAction() if button.isCheckable() else actions.pressAction()
        return [click, *super().actionNames()]

    def doAction(self, name: str) -> None:
        """Click, or move the focus."""
        button = self._button()
        if name in (QAccessibleActionInterface.pressAction(), QAccessibleActionInterface.toggleAction()):
            button.click()
        else:
            super().doAction(name)

    def keyBindingsForAction(self, name: str) -> list[str]:
        """Return the key that clicks."""
        shortcut = self._button().shortcut()
        return [] if shortcut.isEmpty() else [shortcut.toString()]

    def _button(self) -> QAbstractButton:
        button = self.object()
        assert isinstance(button, QAbstractButton)
        return button


class AccessibleSlider(QAccessibleWidget):
    """A slider whose value is the number beside it."""

    def __init__(self, slider: Slider) -> None:
        super().__init__(slider, QAccessible.Role.Slider)
        # PySide passes the wrong pointer of an object that is both.
        self._value = _SliderValue(self)

    def interface_cast(self, kind: QAccessible.InterfaceType) -> Any:
        """Return the interface of the value, or another that a widget has."""
        if kind is QAccessible.InterfaceType.ValueInterface:
            return self._value
        found = super().interface_cast(kind)
        # PySide crashes on None.
        return VoidPtr(0) if found is None else found

    def text(self, kind: QAccessible.Text) -> str:
        """Return a text; that of the value is what the window shows."""
        if kind is QAccessible.Text.Value:
            return self.slider().shown_value()
        return super().text(kind)

    def actionNames(self) -> list[str]:
        """Return the actions that change the value by a step, and that which moves the focus here."""
        if not self.slider().isEnabled():
            return []
        actions = QAccessibleActionInterface
        return [actions.increaseAction(), actions.decreaseAction(), *super().actionNames()]

    def doAction(self, name: str) -> None:
        """Change the value by a step as an arrow key does, or move the focus."""
        slider, actions = self.slider(), QAccessibleActionInterface
        steps = {
            actions.increaseAction(): Slider.SliderAction.SliderSingleStepAdd,
            actions.decreaseAction(): Slider.SliderAction.SliderSingleStepSub,
        }
        if name in steps:
            slider.triggerAction(steps[name])
        else:
            super().doAction(name)

    def slider(self) -> Slider:
        """Return the widget."""
        slider = self.object()
        assert isinstance(slider, Slider)
        return slider


class _SliderValue(QAccessibleValueInterface):
    """The number beside a slider."""

    def __init__(self, owner: AccessibleSlider) -> None:
        super().__init__()
        self._owner = owner

    def currentValue(self) -> float:
        """Return the number beside the slider."""
        slider = self._owner.slider()
        return slider.number(slider.sliderPosition())

    def setCurrentValue(self, value: float) -> None:
        """Move the handle to the position nearest to a number."""
        slider = self._owner.slider()
        if slider.isEnabled():
            slider.setValue(slider.position_of(float(value)))

    def minimumValue(self) -> float:
        """Return the number of the first position."""
        slider = self._owner.slider()
        return slider.number(slider.minimum())

    def maximumValue(self) -> float:
        """Return the number of the last position."""
        slider = self._owner.slider()
        return slider.number(slider.maximum())

    def minimumStepSize(self) -> float:
        """Return by how much the next step changes the number."""
        slider = self._owner.slider()
        first = min(slider.sliderPosition(), slider.maximum() - 1)
        return slider.number(first + 1) - slider.number(first)


def _interface_of(class_name: str, item: QObject | None) -> QAccessibleInterface | None:
    """Return the interface of an object; None leaves it to Qt."""
    if isinstance(item, Slider):
        return AccessibleSlider(item)
    if isinstance(item, QAbstractButton):
        # Qt's own interface opens menus.
        opens_menu = isinstance(item, QPushButton | QToolButton) and item.menu() is not None
        return None if opens_menu else AccessibleButton(item)
    if isinstance(item, QWidget) and item.property(_ROLE) is not None:
        return AccessibleArea(item)
    return None
