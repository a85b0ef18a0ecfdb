"""The page about keeping: films and snapshots of the call, and other files with this background."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.devices.media.output_files import Kind, folder_of
from app.gui.record.drop_zone import DropZone
from app.gui.record.job_list import JobList
from app.gui.record.render_queue import RenderQueue
from app.gui.session.session import Session
from app.gui.session.settings_store import SettingsStore
from app.gui.session.view_state import ViewState
from app.gui.shortcuts import RECORD, SNAPSHOT
from app.gui.text import display_path, tip
from app.gui.theme.icons import Glyph, glyph_icon
from app.gui.widgets.file_actions import PathActions
from app.gui.widgets.labels import note
from app.settings.model import Settings

_ICON = QSize(18, 18)


class RecordPage(QWidget):
    """Holds no logic: films, snapshots and other files are the session's."""

    def __init__(self, session: Session, memory: SettingsStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._memory = memory
        self._lit: bool | None = None
        self.record = QPushButton()
        self.record.setObjectName("record")
        self.record.setToolTip(f"{RECORD.meaning} ({RECORD.sequence})")
        self.record.setIconSize(_ICON)
        self.snapshot = QPushButton("Snapshot")
        self.snapshot.setObjectName("snapshot")
        self.snapshot.setToolTip(f"{SNAPSHOT.meaning} ({SNAPSHOT.sequence})")
        self.snapshot.setIconSize(_ICON)
        self.kept = note()
        self.kept.setVisible(False)
        self.file_actions = PathActions()
        self.folder = note()
        self.change = QPushButton("Change…")
        self.change.setProperty("role", "quiet")
        self.change.setAccessibleName("Change the folder")
        self.target = DropZone()
        self.renders = RenderQueue(self)
        self.jobs = JobList(self.renders)
        self._lay_out()
        self.record.clicked.connect(lambda: session.recorder.toggle(memory.settings.folder))
        self.snapshot.clicked.connect(lambda: session.recorder.snapshot(memory.settings.folder))
        self.change.clicked.connect(self.ask_for_folder)
        self.target.given.connect(self._render)
        session.view.connect(self._show_view)
        session.recorder.kept.connect(self._show_kept)
        memory.changed.connect(self._show_settings)
        self._show_recording("")
        self._show_settings(memory.settings)
        session.recorder.recover(memory.settings.folder)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 4, 14, 14)
        column.setSpacing(10)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.record, 1)
        buttons.addWidget(self.snapshot)
        column.addLayout(buttons)
        column.addWidget(self.kept)
        column.addWidget(self.file_actions)
        place = QHBoxLayout()
        place.setSpacing(6)
        place.addWidget(self.folder, 1)
        place.addWidget(self.change, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(place)
        column.addSpacing(6)
        heading = QLabel("Other photos and videos")
        heading.setProperty("role", "heading")
        column.addWidget(heading)
        column.addWidget(self.target)
        column.addWidget(self.jobs)
        column.addStretch()

    @Slot(object)
    def _show_view(self, view: ViewState) -> None:
        self._show_recording(view.recording)

    def _show_recording(self, elapsed: str) -> None:
        self.record.setText(f"Stop · {elapsed}" if elapsed else "Record")
        self.record.setAccessibleDescription("A recording is being made." if elapsed else "")
        if self._lit != bool(elapsed):
            self._lit = bool(elapsed)
            self.record.setIcon(glyph_icon(Glyph.STOP if self._lit else Glyph.RECORDING, _ICON))
            self.snapshot.setIcon(glyph_icon(Glyph.SNAPSHOT, _ICON))

    @Slot(object, str)
    def _show_kept(self, path: Path, sentence: str) -> None:
        self.kept.setText(sentence)
        self.kept.setVisible(True)
        self.file_actions.set_path(path)

    @Slot(object)
    def _show_settings(self, settings: Settings) -> None:
        videos, pictures = (folder_of(kind, settings.folder) for kind in Kind)
        places = [videos] if videos == pictures else [videos, pictures]
        self.folder.setText(f"What others see, without sound, goes to {' and '.join(map(display_path, places))}.")
        self.folder.setToolTip(tip("\n".join(map(str, places))))

    @Slot()
    def ask_for_folder(self) -> None:
        """Let the user pick the folder for films and snapshots."""
        start = folder_of(Kind.VIDEO, self._memory.settings.folder)
        dialog = QFileDialog(self.window(), "Choose a folder", str(start))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda folder: self._memory.change(folder=folder))
        dialog.open()

    @Slot(list)
    def _render(self, paths: list[Path]) -> None:
        self.renders.add(paths, self._memory.settings.folder, self._session.config)
