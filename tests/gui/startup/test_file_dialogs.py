"""Which file dialog is used."""

from collections.abc import Iterator

import pytest

from app.desktop.portal_status import Keys, Phase, PortalStatus
from app.gui.dialogs import pickers
from app.gui.dialogs.pickers import use_desktop_dialog
from app.gui.startup.file_dialogs import FileDialogs, uses_desktop_dialog
from app.gui.window.main_window import MainWindow

HIDES = Keys(Phase.ON, {"hide": "Ctrl+Shift+H"})
OFF = Keys(Phase.OFF)


@pytest.fixture(autouse=True)
def _built_in_afterwards() -> Iterator[None]:
    yield
    use_desktop_dialog(None)


@pytest.mark.parametrize(
    ("choice", "keys", "is_sandboxed", "expected"),
    [
        ("automatic", OFF, False, False),
        ("automatic", HIDES, False, True),
        ("automatic", Keys(Phase.ON, {"hide": "", "show": "F2"}), False, False),
        ("automatic", OFF, True, True),
        ("desktop", OFF, False, True),
        ("built-in", HIDES, True, False),
    ],
)
def test_the_dialog_leaves_a_panic_key(choice: str, keys: Keys, is_sandboxed: bool, expected: bool) -> None:
    status = PortalStatus(keys, has_file_dialog=True)
    assert uses_desktop_dialog(choice, status, is_sandboxed) is expected
    assert not uses_desktop_dialog(choice, PortalStatus(keys), is_sandboxed)


def test_it_follows_portal_and_settings(window: MainWindow) -> None:
    FileDialogs(window.portal, window.store, window)
    assert pickers._CHOICE.desktop is None
    window.portal._reported.emit(PortalStatus(HIDES, has_file_dialog=True))
    assert pickers._CHOICE.desktop is not None
    window.store.change(file_dialog="built-in")
    assert pickers._CHOICE.desktop is None
