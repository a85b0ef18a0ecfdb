"""Model, processor, budget and camera format: checked on what the pipeline was given."""

from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from app.config import AppConfig
from app.core.errors import DeviceError
from app.core.types import Codec, Size
from app.gui.adjust.page import AdjustPage
from app.gui.window.main_window import MainWindow
from tests.gui.adjusting import adjust_page, box, dial, press_all, segments
from tests.gui.conftest import OpenWindow, click, press, shown
from tests.gui.fakes import FakeServices

pytestmark = pytest.mark.slow

KEY = Qt.Key


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> AdjustPage:
    """The page, once it knows this computer."""
    opened = adjust_page(window)
    qtbot.waitUntil(lambda: box(opened, "threads").box.count() == 5)
    return opened


@pytest.mark.parametrize(
    ("name", "downs", "value"),
    [("model", 1, "small"), ("model", 3, "large"), ("detail", 1, 1.5), ("detail", 2, 2.0), ("threads", 2, 2)],
)
def test_a_list_by_keyboard(
    window: MainWindow, page: AdjustPage, services: FakeServices, qtbot: QtBot, name: str, downs: int, value: Any
) -> None:
    row = box(page, name)
    row.box.setFocus()
    press_all(row.box, *[KEY.Key_Down] * downs)
    qtbot.waitUntil(lambda: getattr(window.session.config, name) == value)
    assert getattr(services.processors[-1], name) == value
    qtbot.waitUntil(lambda: not shown(services).is_slate)
    for _ in range(downs):
        window.session.undo()
    qtbot.waitUntil(lambda: getattr(window.session.config, name) == getattr(AppConfig, name))
    assert row.box.currentIndex() == (1 if name == "detail" else 0)


def test_the_models_are_told_apart(page: AdjustPage) -> None:
    models = box(page, "model").box
    words = [models.itemText(place) for place in range(models.count())]
    assert words == ["Best for this computer", "small (fast)", "middle", "large (finer edges)"]


@pytest.mark.parametrize("services", [FakeServices(models=("small", "a-model-with-a-very-long-name"))])
def test_a_model_that_does_not_fit_ends_in_an_ellipsis_and_is_told_whole(page: AdjustPage, qtbot: QtBot) -> None:
    models = box(page, "model").box
    whole = "a-model-with-a-very-long-name (finer edges)"
    press_all(models, KEY.Key_Down, KEY.Key_Down)
    qtbot.waitUntil(lambda: models.currentText() == whole)
    assert models.shown_text.endswith("…")
    point = models.rect().center()
    QApplication.sendEvent(models, QHelpEvent(QEvent.Type.ToolTip, point, models.mapToGlobal(point)))
    assert QToolTip.text() == f"{whole}\nWhich network finds you"
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not QToolTip.isVisible())
    assert models.itemData(2, Qt.ItemDataRole.ToolTipRole) == whole


@pytest.mark.parametrize(("height", "whole"), [(600, False), (960, True)])
def test_what_is_unfolded_comes_into_sight(window: MainWindow, qtbot: QtBot, height: int, whole: bool) -> None:
    window.resize(1024, height)
    page = adjust_page(window)
    seen = page.parentWidget()
    assert seen is not None

    def is_seen(widget: QWidget) -> bool:
        return seen.rect().contains(QRect(widget.mapTo(seen, QPoint(0, 0)), widget.size()))

    qtbot.waitUntil(lambda: is_seen(page.advanced.heading) and is_seen(box(page, "model")))
    assert is_seen(page.advanced) == whole


def test_the_camera_is_asked_for_another_format(page: AdjustPage, services: FakeServices, qtbot: QtBot) -> None:
    size = box(page, "camera_size")
    press_all(size.box, KEY.Key_Down)
    qtbot.waitUntil(lambda: services.sources[-1].camera_size == Size(640, 480))
    click(segments(page, "codec").segments.buttons[1])
    qtbot.waitUntil(lambda: services.sources[-1].codec is Codec.RAW)
    click(size.reset)
    qtbot.waitUntil(lambda: services.sources[-1].camera_size is None)


def test_what_the_camera_granted_is_said(page: AdjustPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: "FakeSource" in page.advanced.granted.text())


def test_a_format_that_cannot_be_had_is_told_and_not_shown(
    window: MainWindow, page: AdjustPage, services: FakeServices, qtbot: QtBot
) -> None:
    services.source_error = DeviceError("You may not use it.", "Ask.")
    codec = segments(page, "codec").segments
    click(codec.buttons[1])
    qtbot.waitUntil(window.banner.isVisible)
    assert codec.buttons[0].isChecked()
    assert not codec.buttons[1].isChecked()
    assert window.session.config.codec is Codec.MJPG


@pytest.mark.parametrize("device", ["cpu", "cuda"])
def test_the_processor_is_chosen(page: AdjustPage, services: FakeServices, qtbot: QtBot, device: str) -> None:
    buttons = segments(page, "device").segments.buttons
    click(buttons[("auto", "cpu", "cuda").index(device)])
    qtbot.waitUntil(lambda: services.processors[-1].device == device)
    assert not page.advanced.no_cuda.isVisible()


def test_without_cuda_it_says_so(
    open_window: OpenWindow, services: FakeServices, config: AppConfig, qtbot: QtBot
) -> None:
    services.cuda = False
    page = adjust_page(open_window(config))
    qtbot.waitUntil(page.advanced.no_cuda.isVisible)
    buttons = segments(page, "device").segments.buttons
    assert not buttons[2].isEnabled()
    assert buttons[2].toolTip()
    buttons[0].setFocus()
    press(buttons[0], KEY.Key_Right)
    press(buttons[1], KEY.Key_Right)
    qtbot.waitUntil(lambda: services.processors[-1].device == "cpu")


@pytest.mark.parametrize(("key", "budget"), [(KEY.Key_End, None), (KEY.Key_Home, 0.1)])
def test_the_budget_reaches_the_governor(
    window: MainWindow, page: AdjustPage, services: FakeServices, qtbot: QtBot, key: Qt.Key, budget: float | None
) -> None:
    row = dial(page, "cpu_budget")
    press(row.slider, key)
    qtbot.waitUntil(lambda: services.pipeline.status().effort.budget == budget)
    assert row.value.text() == ("no limit" if budget is None else "10 % of one core")
    window.session.undo()
    qtbot.waitUntil(lambda: services.pipeline.status().effort.budget == 0.5)


def test_values_from_outside_join_the_lists(open_window: OpenWindow, services: FakeServices, qtbot: QtBot) -> None:
    given = AppConfig(
        background="#808080", size=Size(64, 48), model="own", detail=0.8, threads=64, camera_size=Size(800, 600)
    )
    window = open_window(given)
    page = adjust_page(window)
    qtbot.waitUntil(lambda: box(page, "threads").box.count() == 6)
    names = ("model", "detail", "threads", "camera_size")
    assert [box(page, name).box.currentText() for name in names] == ["own", "0.8 times", "64", "800 x 600"]
    assert window.session.config == given


def test_advanced_is_folded_until_it_is_wanted(window: MainWindow) -> None:
    window.side.open("Adjust")
    page = window.side.findChild(AdjustPage)
    assert isinstance(page, AdjustPage)
    assert not page.row("model").isVisible()
    page.advanced.heading.setFocus()
    press(page.advanced.heading, KEY.Key_Space)
    assert page.row("model").isVisible()
    click(page.advanced.heading)
    assert not page.row("model").isVisible()


def test_the_panic_key_works_in_an_open_list(page: AdjustPage, services: FakeServices) -> None:
    models = box(page, "model").box
    models.showPopup()
    assert QApplication.activePopupWidget() is not None
    press(models.view(), KEY.Key_Escape)
    assert shown(services).is_slate
    models.hidePopup()
