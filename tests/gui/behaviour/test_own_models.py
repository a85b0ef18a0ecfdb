"""Models of the user's own: chosen, listed, refused and saved."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QToolTip
from pytestqt.qtbot import QtBot

from app.config import AppConfig
from app.gui.adjust.page import AdjustPage
from app.gui.adjust.settings import model_text
from app.gui.window.main_window import MainWindow
from app.settings.file import load
from app.settings.model import Settings
from tests.gui.adjusting import adjust_page, combo_row, press_all
from tests.gui.conftest import OpenWindow, click, press, shown
from tests.gui.fakes import FakeServices
from tests.gui.session.test_settings_store import Session, file, session  # noqa: F401
from tests.gui.window.test_main_window import says
from tests.own_models import damage, publish_copy

pytestmark = pytest.mark.slow

NAME, OTHER = "bisenet-mobilenetv2", "bisenet-resnet18"
KEY = Qt.Key


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> AdjustPage:
    """The page, once it lists what this computer supports."""
    return ready(window, qtbot)


def ready(window: MainWindow, qtbot: QtBot) -> AdjustPage:
    opened = adjust_page(window)
    qtbot.waitUntil(lambda: combo_row(opened, "threads").combo_box.count() == 5)
    return opened


def listed_models(page: AdjustPage) -> list[str]:
    """Return the texts in the list of models."""
    models = combo_row(page, "model").combo_box
    return [models.itemText(index) for index in range(models.count())]


def choose(page: AdjustPage, folder: Path) -> None:
    """Choose a folder with the button and the dialog."""
    page.advanced.choose_model.setFocus()
    press(page.advanced.choose_model, KEY.Key_Space)
    dialog = page.window().findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    assert dialog.fileMode() is QFileDialog.FileMode.Directory
    dialog.filesSelected.emit([str(folder)])
    dialog.reject()


def test_a_folder_is_chosen_and_runs(
    window: MainWindow, page: AdjustPage, services: FakeServices, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = publish_copy(tmp_path / "mine")
    choose(page, folder)
    qtbot.waitUntil(lambda: window.session.config.model == str(folder))
    assert services.processors[-1].model == str(folder)
    models = combo_row(page, "model").combo_box
    assert models.currentText() == "mine"
    assert models.itemData(models.currentIndex(), Qt.ItemDataRole.ToolTipRole) == str(folder)
    point = models.rect().center()
    QApplication.sendEvent(models, QHelpEvent(QEvent.Type.ToolTip, point, models.mapToGlobal(point)))
    assert QToolTip.text() == f"{folder}\nModel: the neural network that separates you from your room"
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not QToolTip.isVisible())
    window.session.undo()
    qtbot.waitUntil(lambda: window.session.config.model is None)
    assert models.currentText() == "Best for this computer"
    assert listed_models(page)[-1] == "mine"


def test_it_stays_listed_while_another_is_in_use(
    window: MainWindow, page: AdjustPage, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = publish_copy(tmp_path / "mine")
    choose(page, folder)
    qtbot.waitUntil(lambda: window.session.config.model == str(folder))
    press_all(combo_row(page, "model").combo_box, KEY.Key_Up)
    qtbot.waitUntil(lambda: window.session.config.model == "large")
    press_all(combo_row(page, "model").combo_box, KEY.Key_Down)
    qtbot.waitUntil(lambda: window.session.config.model == str(folder))


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("empty", "There is no manifest.json in {folder}. Give a folder that bisenet publish wrote."),
        ("damaged", "is damaged (its sha256 is not the manifest's). Publish the model again."),
        ("several classes", "mine/bisenet-mobilenetv2 segments 2 classes (background, face) and not people"),
    ],
)
def test_an_unusable_folder_is_reported_and_changes_nothing(
    window: MainWindow, page: AdjustPage, services: FakeServices, qtbot: QtBot, tmp_path: Path, kind: str, sentence: str
) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    if kind != "empty":
        publish_copy(folder)
    if kind == "damaged":
        damage(folder / f"{NAME}.safetensors")
    if kind == "several classes":
        publish_copy(folder, classes={"names": ["background", "face"]})
    before = listed_models(page)
    choose(page, folder)
    qtbot.waitUntil(lambda: sentence.format(folder=folder) in says(window))
    assert window.session.config.model is None
    assert services.processors[-1].model is None
    assert not shown(services).is_slate
    assert combo_row(page, "model").combo_box.currentText() == "Best for this computer"
    assert listed_models(page) == before


def test_of_several_models_one_is_chosen_from_the_list(
    window: MainWindow, page: AdjustPage, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = publish_copy(publish_copy(tmp_path / "both"), OTHER)
    choose(page, folder)
    models = combo_row(page, "model").combo_box
    qtbot.waitUntil(lambda: says(window).startswith("That folder contains 2 models. Choose one"))
    assert listed_models(page)[-2:] == [f"both/{NAME}", f"both/{OTHER}"]
    assert window.session.config.model is None
    press_all(models, KEY.Key_End)
    qtbot.waitUntil(lambda: window.session.config.model == str(folder / OTHER))
    assert models.currentText() == f"both/{OTHER}"
    assert not says(window)


def test_the_saved_model_is_listed_while_another_replaces_it(
    open_window: OpenWindow, config: AppConfig, qtbot: QtBot
) -> None:
    page = ready(open_window(config, Settings(config=AppConfig(model="/gone/mine"), welcomed=True)), qtbot)
    assert listed_models(page)[-1] == "mine"
    assert combo_row(page, "model").combo_box.currentIndex() == 0


def test_it_is_used_at_the_next_start_and_reported_if_it_is_gone(
    session: Callable[..., Session],  # noqa: F811
    file: Path,  # noqa: F811
    qtbot: QtBot,
    tmp_path: Path,
) -> None:
    folder = publish_copy(tmp_path / "mine")
    first = session()
    first.session.adjust(model=str(folder))
    qtbot.waitUntil(lambda: first.session.config.model == str(folder))
    second = session()
    assert second.session.config.model == str(folder)
    assert combo_row(ready(second.window, qtbot), "model").combo_box.currentText() == "mine"
    folder.rename(tmp_path / "elsewhere")
    third = session()
    assert third.session.config.model is None
    gone = f"There is no folder {folder}. The default model"
    qtbot.waitUntil(lambda: gone in says(third.window))
    assert listed_models(ready(third.window, qtbot))[-1] == "mine"
    third.end()
    assert load(file)[0].config.model == str(folder)


@pytest.mark.parametrize(
    ("model", "name"),
    [
        ("/home/me/mine", "mine"),
        ("/home/me/mine/", "mine"),
        ("/home/me/mine/bisenet-resnet18", "mine/bisenet-resnet18"),
        ("/home/me/run/weights", "run/weights"),
        ("weights", "weights"),
        ("/", "/"),
        ("own", "own"),
    ],
)
def test_its_name_in_the_list(model: str, name: str) -> None:
    assert Path(model_text(model)) == Path(name)


def test_the_button_works_by_mouse(page: AdjustPage) -> None:
    click(page.advanced.choose_model)
    dialog = page.window().findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    assert dialog.windowTitle() == "Choose a model folder"
    dialog.reject()


def test_the_tooltip_of_a_camera_is_not_its_key(window: MainWindow, qtbot: QtBot) -> None:
    """The list of cameras has hidden keys, as the list of models has paths."""
    qtbot.waitUntil(lambda: window.cameras.findText("Front") >= 0)
    window.cameras.setCurrentIndex(window.cameras.findText("Front"))
    point = window.cameras.rect().center()
    QApplication.sendEvent(window.cameras, QHelpEvent(QEvent.Type.ToolTip, point, window.cameras.mapToGlobal(point)))
    assert "/dev/video0" not in QToolTip.text()
    QToolTip.hideText()
