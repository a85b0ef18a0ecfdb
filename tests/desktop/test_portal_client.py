"""Global keys by the desktop's portal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from jeepney import DBusAddress, HeaderFields, message_bus, new_signal
from jeepney.io.blocking import open_dbus_connection

from app.desktop.file_chooser import FileQuery
from app.desktop.identity import APP_ID
from app.desktop.portal_client import PortalClient
from app.desktop.portal_service import PortalService
from app.desktop.portal_status import Keys, Phase, PortalStatus
from tests.desktop.bus import private_bus
from tests.desktop.fake_portal import CANCEL, ERROR, FILES, PATH, SHORTCUTS, Behaviour, FakePortal

Wait = Callable[[Callable[[], bool]], None]


@pytest.fixture
def address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with private_bus(tmp_path) as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        yield address


@contextmanager
def portal(address: str, behaviour: Behaviour | None = None) -> Iterator[FakePortal]:
    fake = FakePortal(address, behaviour or Behaviour())
    try:
        yield fake
    finally:
        fake.stop()


class Desk:
    """A client, and what it reported."""

    def __init__(self, wait: Wait) -> None:
        self.pressed: list[str] = []
        self.reports: list[PortalStatus] = []
        self.client = PortalClient(self.pressed.append, self.reports.append)
        self._wait = wait

    @property
    def phases(self) -> list[Phase]:
        return [report.keys.phase for report in self.reports]

    def wait_for(self, phase: Phase) -> PortalStatus:
        self._wait(lambda: bool(self.reports) and self.reports[-1].keys.phase is phase)
        return self.reports[-1]


def press_as_another(address: str, fake: FakePortal) -> None:
    """Send the press of a key from a program that is not the portal."""
    portal_object = DBusAddress(PATH, interface=SHORTCUTS)
    signal = new_signal(portal_object, "Activated", "osta{sv}", (fake.session, "show", 1, {}))
    signal.header.fields[HeaderFields.destination] = fake.client
    with open_dbus_connection(address) as connection:
        connection.send(signal)


@pytest.fixture
def desk(wait_until: Wait) -> Iterator[Desk]:
    desk = Desk(wait_until)
    yield desk
    desk.client.stop()


def test_keys_are_bound_and_a_press_arrives(address: str, desk: Desk, wait_until: Wait) -> None:
    with portal(address) as fake:
        desk.client.start(keys_wanted=True)
        status = desk.wait_for(Phase.ON)
        assert status.hides_everywhere
        assert status.keys.can_configure
        assert status.has_file_dialog
        assert status.is_registered
        assert status.keys.assigned == {"hide": "Press Ctrl+Shift+H", "show": ""}
        fake.press("hide")
        fake.press("show")
        wait_until(lambda: desk.pressed == ["hide", "show"])
    assert fake.calls[0] == ("org.freedesktop.host.portal.Registry.Register", (APP_ID, {}))
    shortcuts = next(body[1] for name, body in fake.calls if name.endswith("BindShortcuts"))
    assert [(name, facts["preferred_trigger"][1]) for name, facts in shortcuts] == [
        ("hide", "CTRL+SHIFT+h"),
        ("show", "CTRL+ALT+SHIFT+p"),
    ]


def test_nothing_is_asked_for_unless_the_user_wants_it(address: str, desk: Desk) -> None:
    with portal(address) as fake:
        desk.client.start(keys_wanted=False)
        assert desk.wait_for(Phase.OFF).has_file_dialog
        assert "CreateSession" not in fake.names()
        desk.client.turn_keys(True)
        desk.wait_for(Phase.ON)
        desk.client.turn_keys(False)
        assert not desk.wait_for(Phase.OFF).keys.assigned
        assert fake.names()[-1] == "Close"


def test_the_desktop_without_such_keys(address: str, desk: Desk) -> None:
    with portal(address, Behaviour(versions={FILES: 3})) as fake:
        desk.client.start(keys_wanted=True)
        assert desk.wait_for(Phase.UNAVAILABLE).has_file_dialog
        assert "CreateSession" not in fake.names()


def test_no_portal(address: str, desk: Desk) -> None:
    desk.client.start(keys_wanted=True)
    assert desk.wait_for(Phase.UNAVAILABLE) == PortalStatus(Keys(Phase.UNAVAILABLE))


@pytest.mark.parametrize("wrong", ["unix:path=/nowhere/bus", "autolaunch:", "disabled", ""])
def test_no_bus(desk: Desk, monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", wrong)
    desk.client.start(keys_wanted=True)
    desk.wait_for(Phase.UNAVAILABLE)


@pytest.mark.parametrize("method", ["CreateSession", "BindShortcuts"])
@pytest.mark.parametrize(("code", "phase"), [(CANCEL, Phase.REFUSED), (ERROR, Phase.FAILED)])
def test_the_user_or_the_desktop_refuses(address: str, desk: Desk, method: str, code: int, phase: Phase) -> None:
    with portal(address, Behaviour(codes={method: code})) as fake:
        desk.client.start(keys_wanted=True)
        desk.wait_for(phase)
        desk.client.turn_keys(False)
        desk.wait_for(Phase.OFF)
        fake.behaviour.codes.clear()
        desk.client.turn_keys(True)
        desk.wait_for(Phase.ON)


@pytest.mark.parametrize("method", ["CreateSession", "BindShortcuts"])
def test_a_call_fails(address: str, desk: Desk, method: str) -> None:
    with portal(address, Behaviour(failing={method: "An app id is required"})):
        desk.client.start(keys_wanted=True)
        assert desk.wait_for(Phase.FAILED).keys.problem == "An app id is required"


def test_an_answer_without_the_keys(address: str, desk: Desk) -> None:
    with portal(address, Behaviour(lists_bound=False)) as fake:
        desk.client.start(keys_wanted=True)
        assert desk.wait_for(Phase.ON).keys.assigned["hide"] == "Press Ctrl+Shift+H"
        assert "ListShortcuts" in fake.names()


def test_an_app_id_that_the_desktop_does_not_know(address: str, desk: Desk) -> None:
    with portal(address, Behaviour(registers=False)):
        desk.client.start(keys_wanted=True)
        assert not desk.wait_for(Phase.ON).is_registered


def test_the_portal_starts_again(address: str, desk: Desk, wait_until: Wait) -> None:
    with portal(address):
        desk.client.start(keys_wanted=True)
        desk.wait_for(Phase.ON)
    desk.wait_for(Phase.UNAVAILABLE)
    with portal(address) as fake:
        desk.wait_for(Phase.ON)
        fake.press("hide")
        wait_until(lambda: desk.pressed == ["hide"])


def test_the_portal_starts_later(address: str, desk: Desk) -> None:
    desk.client.start(keys_wanted=True)
    desk.wait_for(Phase.UNAVAILABLE)
    with portal(address):
        desk.wait_for(Phase.ON)


def test_the_desktop_ends_the_session(address: str, desk: Desk) -> None:
    with portal(address) as fake:
        desk.client.start(keys_wanted=True)
        desk.wait_for(Phase.ON)
        fake.end_session()
        assert not desk.wait_for(Phase.ENDED).hides_everywhere


def test_other_keys_in_the_settings_of_the_desktop(address: str, desk: Desk, wait_until: Wait) -> None:
    with portal(address) as fake:
        desk.client.start(keys_wanted=True)
        desk.wait_for(Phase.ON)
        desk.client.configure_keys()
        wait_until(lambda: "ConfigureShortcuts" in fake.names())
        fake.assign([("hide", "Super+F1"), ("show", "Super+F2")])
        wait_until(lambda: desk.reports[-1].keys.assigned == {"hide": "Super+F1", "show": "Super+F2"})


def test_presses_of_others_count_for_nothing(address: str, desk: Desk, wait_until: Wait) -> None:
    with portal(address) as fake:
        desk.client.start(keys_wanted=True)
        desk.wait_for(Phase.ON)
        fake.press("show", session="/org/freedesktop/portal/desktop/session/other")
        press_as_another(address, fake)
        fake.press("hide")
        wait_until(lambda: "hide" in desk.pressed)
        assert desk.pressed == ["hide"]


def is_on_the_bus(address: str, name: str) -> bool:
    with open_dbus_connection(address) as connection:
        return bool(connection.send_and_get_reply(message_bus.NameHasOwner(name)).body[0])


def test_stopping_while_the_user_is_asked(address: str, desk: Desk, wait_until: Wait) -> None:
    with portal(address, Behaviour(codes={"BindShortcuts": None})) as fake:
        desk.client.start(keys_wanted=True)
        wait_until(lambda: "BindShortcuts" in fake.names())
        assert is_on_the_bus(address, fake.client)
        desk.client.stop()
        # The portal then closes its question.
        wait_until(lambda: not is_on_the_bus(address, fake.client))
        assert desk.phases[-1] is Phase.ASKING


def test_a_key_acts_at_once_while_the_portal_owes_a_reply(address: str, desk: Desk, wait_until: Wait) -> None:
    with portal(address, Behaviour(silent={"ConfigureShortcuts"})) as fake:
        desk.client.start(keys_wanted=True)
        desk.wait_for(Phase.ON)
        desk.client.configure_keys()
        wait_until(lambda: "ConfigureShortcuts" in fake.names())
        fake.press("hide")
        wait_until(lambda: desk.pressed == ["hide"])


def test_a_key_that_fails_leaves_the_keys_working(address: str, wait_until: Wait) -> None:
    pressed: list[str] = []

    def press(name: str) -> None:
        pressed.append(name)
        raise RuntimeError(name)

    reports: list[PortalStatus] = []
    client = PortalClient(press, reports.append)
    with portal(address) as fake:
        client.start(keys_wanted=True)
        wait_until(lambda: bool(reports) and reports[-1].keys.phase is Phase.ON)
        fake.press("hide")
        fake.press("show")
        wait_until(lambda: pressed == ["hide", "show"])
        client.stop()


def test_a_malformed_signal_leaves_the_keys_working(address: str, desk: Desk, wait_until: Wait) -> None:
    with portal(address) as fake:
        desk.client.start(keys_wanted=True)
        desk.wait_for(Phase.ON)
        fake.send_malformed()
        # Handled after it, so that the press cannot come first.
        fake.assign([("hide", "Super+F1")])
        wait_until(lambda: desk.reports[-1].keys.assigned == {"hide": "Super+F1"})
        fake.press("hide")
        wait_until(lambda: desk.pressed == ["hide"])


def test_an_unexpected_error_is_reported_as_no_portal(
    address: str, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(service: PortalService) -> None:
        raise RuntimeError("unexpected")

    monkeypatch.setattr(PortalService, "examine", fail)
    with portal(address):
        desk.client.start(keys_wanted=True)
        assert desk.wait_for(Phase.UNAVAILABLE) == PortalStatus(Keys(Phase.UNAVAILABLE))


def test_turning_off_while_the_user_is_asked(address: str, desk: Desk, wait_until: Wait) -> None:
    with portal(address, Behaviour(codes={"BindShortcuts": None})) as fake:
        desk.client.start(keys_wanted=True)
        wait_until(lambda: "BindShortcuts" in fake.names())
        desk.client.turn_keys(False)
        desk.wait_for(Phase.OFF)
        # The request, then the session.
        assert fake.names()[-2:] == ["Close", "Close"]


def test_stopping_twice_and_before_the_start() -> None:
    client = PortalClient(lambda key: None, lambda status: None)
    client.stop()
    client.stop()


def test_files_are_chosen(address: str, desk: Desk, wait_until: Wait) -> None:
    found: list[object] = []
    with portal(address, Behaviour(chosen=("file:///home/me/a%20b.png", "https://example.org/c.png"))) as fake:
        desk.client.start(keys_wanted=False)
        desk.wait_for(Phase.OFF)
        query = FileQuery("Add", start="/home/me", filters=[("Media", ["image/*", "video/*"])], parent="x11:1f")
        desk.client.choose_files(query, found.append)
        wait_until(lambda: bool(found))
        assert found == [["/home/me/a b.png"]]
        parent, title, options = fake.calls[-1][1]
        assert (parent, title) == ("x11:1f", "Add")
        assert options["multiple"] == ("b", True)
        assert options["modal"] == ("b", False)
        assert options["filters"][1] == [("Media", [(1, "image/*"), (1, "video/*")])]
        assert bytes(options["current_folder"][1]) == b"/home/me\0"
        assert "directory" not in options


def test_a_folder_is_chosen(address: str, desk: Desk, wait_until: Wait) -> None:
    found: list[object] = []
    with portal(address, Behaviour(chosen=("file:///home/me",))) as fake:
        desk.client.start(keys_wanted=False)
        desk.client.choose_files(FileQuery("Choose", folder=True), found.append)
        wait_until(lambda: found == [["/home/me"]])
        options = fake.calls[-1][1][-1]
        assert (options["directory"], options["multiple"]) == (("b", True), ("b", False))


def test_cancelled_and_failed_dialogs(address: str, desk: Desk, wait_until: Wait) -> None:
    found: list[object] = []
    with portal(address, Behaviour(codes={"OpenFile": CANCEL})) as fake:
        desk.client.start(keys_wanted=False)
        desk.client.choose_files(FileQuery("Add"), found.append)
        wait_until(lambda: found == [[]])
        fake.behaviour.failing["OpenFile"] = "No implementation"
        desk.client.choose_files(FileQuery("Add"), found.append)
        wait_until(lambda: found == [[], None])


def test_a_second_dialog_closes_the_first(address: str, desk: Desk, wait_until: Wait) -> None:
    found: list[object] = []
    with portal(address, Behaviour(codes={"OpenFile": None})) as fake:
        desk.client.start(keys_wanted=False)
        desk.client.choose_files(FileQuery("Add"), found.append)
        desk.client.choose_files(FileQuery("Add"), found.append)
        wait_until(lambda: fake.names()[-3:] == ["OpenFile", "Close", "OpenFile"])
    # The portal has ended, so that nobody will choose anything.
    wait_until(lambda: found == [[]])


@pytest.mark.parametrize(
    "query", [FileQuery("Ordner \udcff"), FileQuery("Add", filters=[("Media \udcff", ["image/*"])])]
)
def test_a_dialog_that_cannot_be_asked_for_leaves_the_keys_working(
    address: str, desk: Desk, wait_until: Wait, query: FileQuery
) -> None:
    found: list[object] = []
    with portal(address) as fake:
        desk.client.start(keys_wanted=True)
        desk.wait_for(Phase.ON)
        desk.client.choose_files(query, found.append)
        wait_until(lambda: found == [None])
        fake.press("hide")
        wait_until(lambda: desk.pressed == ["hide"])
    # The end of the portal answers nobody twice.
    desk.wait_for(Phase.UNAVAILABLE)
    assert found == [None]


@pytest.mark.parametrize("waits_for_its_turn", [True, False])
def test_the_end_of_the_bus_answers_a_dialog(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, desk: Desk, wait_until: Wait, waits_for_its_turn: bool
) -> None:
    found: list[object] = []
    with private_bus(tmp_path) as bus:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus)
        fake = FakePortal(bus, Behaviour(codes={"OpenFile": None}, silent={"ConfigureShortcuts"}))
        desk.client.start(keys_wanted=True)
        desk.wait_for(Phase.ON)
        if waits_for_its_turn:
            # A call that is never answered.
            desk.client.configure_keys()
            wait_until(lambda: "ConfigureShortcuts" in fake.names())
        desk.client.choose_files(FileQuery("Add"), found.append)
        if not waits_for_its_turn:
            wait_until(lambda: "OpenFile" in fake.names())
        assert not found
    fake.stop()
    answer: list[str] | None = None if waits_for_its_turn else []
    wait_until(lambda: found == [answer])
    wait_until(lambda: desk.reports[-1] == PortalStatus(Keys(Phase.UNAVAILABLE)))
    desk.client.choose_files(FileQuery("Too late"), found.append)
    wait_until(lambda: found == [answer, None])
