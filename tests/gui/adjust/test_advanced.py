"""The section Advanced: each setting is checked on what the pipeline receives."""

from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from app.config import AppConfig
from app.core.advice import ShellCommand
from app.core.errors import DeviceError
from app.core.types import Codec, Size
from app.gui.adjust.page import AdjustPage
from app.gui.window.main_window import MainWindow
from tests.gui.adjusting import adjust_page, combo_row, press_all, segmented_row, slider_row
from tests.gui.conftest import OpenWindow, click, press, shown
from tests.gui.fakes import FakeServices

pytestmark = pytest.mark.slow

KEY = Qt.Key


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> AdjustPage:
    """The page, once it lists what this computer supports."""
    opened = adjust_page(window)
    qtbot.waitUntil(lambda: combo_row(opened, "threads").combo_box.count() == 5)
    return opened


@pytest.mark.parametrize(
    ("name", "downs", "value"),
    [("model", 1, "small"), ("model", 3, "large"), ("detail", 1, 1.5), ("detail", 2, 2.0), ("threads", 2, 2)],
)
def test_a_drop_down_list_by_keyboard(
    window: MainWindow, page: AdjustPage, services: FakeServices, qtbot: QtBot, name: str, downs: int, value: Any
) -> None:
    row = combo_row(page, name)
    row.combo_box.setFocus()
    press_all(row.combo_box, *[KEY.Key_Down] * downs)
    qtbot.waitUntil(lambda: getattr(window.session.config, name) == value)
    assert getattr(services.processors[-1], name) == value
    qtbot.waitUntil(lambda: not shown(services).is_slate)
    for _ in range(downs):
        window.session.undo()
    qtbot.waitUntil(lambda: getattr(window.session.config, name) == getattr(AppConfig, name))
    assert row.combo_box.currentIndex() == (1 if name == "detail" else 0)


def test_models_are_described(page: AdjustPage) -> None:
    models = combo_row(page, "model").combo_box
    texts = [models.itemText(index) for index in range(models.count())]
    assert texts == ["Best for this computer", "small (fastest)", "middle", "large (finest edges)"]


@pytest.mark.parametrize("services", [FakeServices(models=("small", "a-model-with-a-very-long-name"))])
def test_a_long_model_name_is_elided_and_its_tooltip_is_complete(page: AdjustPage, qtbot: QtBot) -> None:
    models = combo_row(page, "model").combo_box
    full_text = "a-model-with-a-very-long-name (finest edges)"
    press_all(models, KEY.Key_Down, KEY.Key_Down)
    qtbot.waitUntil(lambda: models.currentText() == full_text)
    assert models.shown_text.endswith("…")
    point = models.rect().center()
    QApplication.sendEvent(models, QHelpEvent(QEvent.Type.ToolTip, point, models.mapToGlobal(point)))
    assert QToolTip.text() == f"{full_text}\nModel: the neural network that separates you from your room"
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not QToolTip.isVisible())
    assert models.itemData(2, Qt.ItemDataRole.ToolTipRole) == full_text


@pytest.mark.parametrize(("height", "fits"), [(600, False), (960, True)])
def test_an_unfolded_section_scrolls_into_view(window: MainWindow, qtbot: QtBot, height: int, fits: bool) -> None:
    window.resize(1024, height)
    page = adjust_page(window)
    viewport = page.parentWidget()
    assert viewport is not None

    def is_visible(widget: QWidget) -> bool:
        return viewport.rect().contains(QRect(widget.mapTo(viewport, QPoint(0, 0)), widget.size()))

    qtbot.waitUntil(lambda: is_visible(page.advanced.heading) and is_visible(combo_row(page, "model")))
    assert is_visible(page.advanced) == fits


def test_another_camera_format_is_requested(page: AdjustPage, services: FakeServices, qtbot: QtBot) -> None:
    size = combo_row(page, "camera_size")
    press_all(size.combo_box, KEY.Key_Down)
    qtbot.waitUntil(lambda: services.sources[-1].camera_size == Size(640, 480))
    click(segmented_row(page, "codec").segments.buttons[1])
    qtbot.waitUntil(lambda: services.sources[-1].codec is Codec.RAW)
    click(size.reset)
    qtbot.waitUntil(lambda: services.sources[-1].camera_size is None)


def test_the_camera_format_in_use_is_shown(page: AdjustPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: "FakeSource" in page.advanced.camera_in_use.text())


def test_a_refused_camera_format_is_reported_and_not_shown(
    window: MainWindow, page: AdjustPage, services: FakeServices, qtbot: QtBot
) -> None:
    services.source_error = DeviceError("You may not use it.", "Ask.")
    codec = segmented_row(page, "codec").segments
    click(codec.buttons[1])
    qtbot.waitUntil(window.banner.isVisible)
    assert codec.buttons[0].isChecked()
    assert not codec.buttons[1].isChecked()
    assert window.session.config.codec is Codec.MJPG


@pytest.mark.parametrize("device", ["cpu", "cuda"])
def test_the_processor_is_chosen(page: AdjustPage, services: FakeServices, qtbot: QtBot, device: str) -> None:
    buttons = segmented_row(page, "device").segments.buttons
    click(buttons[("auto", "cpu", "cuda").index(device)])
    qtbot.waitUntil(lambda: services.processors[-1].device == device)
    assert not page.advanced.no_cuda.isVisible()


def test_without_cuda_a_note_says_so(
    open_window: OpenWindow, services: FakeServices, config: AppConfig, qtbot: QtBot
) -> None:
    services.no_cuda = ("CUDA needs a graphics card.",)
    page = adjust_page(open_window(config))
    qtbot.waitUntil(page.advanced.no_cuda.isVisible)
    buttons = segmented_row(page, "device").segments.buttons
    assert not buttons[2].isEnabled()
    assert buttons[2].toolTip() == page.advanced.no_cuda.text() == "CUDA needs a graphics card."
    assert not page.advanced.cuda_commands.isVisible()
    buttons[0].setFocus()
    press(buttons[0], KEY.Key_Right)
    press(buttons[1], KEY.Key_Right)
    qtbot.waitUntil(lambda: services.processors[-1].device == "cpu")


def test_a_command_that_adds_what_cuda_needs_can_be_copied(
    open_window: OpenWindow, services: FakeServices, config: AppConfig, qtbot: QtBot
) -> None:
    services.no_cuda = ("CUDA needs PyTorch; add it:", ShellCommand("pip install torch"))
    page = adjust_page(open_window(config))
    qtbot.waitUntil(page.advanced.cuda_commands.isVisible)
    assert page.advanced.no_cuda.text() == "CUDA needs PyTorch; add it:"
    assert "pip install torch" in segmented_row(page, "device").segments.buttons[2].toolTip()
    click(page.advanced.cuda_commands.copy)
    assert QApplication.clipboard().text() == "pip install torch"


@pytest.mark.parametrize(("key", "budget"), [(KEY.Key_End, None), (KEY.Key_Home, 0.1)])
def test_the_budget_reaches_the_governor(
    window: MainWindow, page: AdjustPage, services: FakeServices, qtbot: QtBot, key: Qt.Key, budget: float | None
) -> None:
    row = slider_row(page, "cpu_budget")
    press(row.slider, key)
    qtbot.waitUntil(lambda: services.pipeline.status().effort.budget == budget)
    assert row.value.text() == ("no limit" if budget is None else "10% of one core")
    window.session.undo()
    qtbot.waitUntil(lambda: services.pipeline.status().effort.budget == 0.5)


def test_unlisted_values_in_use_are_added_to_the_lists(
    open_window: OpenWindow, services: FakeServices, qtbot: QtBot
) -> None:
    given = AppConfig(
        background="#808080", size=Size(64, 48), model="own", detail=0.8, threads=64, camera_size=Size(800, 600)
    )
    window = open_window(given)
    page = adjust_page(window)
    qtbot.waitUntil(lambda: combo_row(page, "threads").combo_box.count() == 6)
    names = ("model", "detail", "threads", "camera_size")
    assert [combo_row(page, name).combo_box.currentText() for name in names] == ["own", "0.8x", "64", "800 x 600"]
    assert window.session.config == given


def test_advanced_is_folded_at_first(window: MainWindow) -> None:
    window.side.open("Adjust")
    page = window.side.findChild(AdjustPage)
    assert isinstance(page, AdjustPage)
    assert not page.row("model").isVisible()
    page.advanced.heading.setFocus()
    press(page.advanced.heading, KEY.Key_Space)
    assert page.row("model").isVisible()
    click(page.advanced.heading)
    assert not page.row("model").isVisible()
