"""Every error leads to actions that may help, without Qt."""

import pytest

from app.core.errors import DeviceError, ErrorKind
from app.gui.session.problems import ErrorContext, actions_for, context_of, label_of


@pytest.mark.parametrize("context", ErrorContext)
@pytest.mark.parametrize("kind", ErrorKind)
def test_every_error_has_an_action_with_a_label(context: ErrorContext, kind: ErrorKind) -> None:
    actions = actions_for(context, DeviceError("It failed.", kind=kind))
    assert actions
    assert all(label_of(action) for action in actions)


def test_the_changed_fields_give_the_context_of_an_error() -> None:
    assert context_of("background", "fit") is ErrorContext.BACKGROUND
    assert context_of("model") is ErrorContext.MODEL
    assert context_of("background", "look") is ErrorContext.SETTING
    assert context_of() is ErrorContext.SETTING
