"""The page "Record": recordings and snapshots of the output, and files to render."""

from pathlib import Path

from PySide6.QtCore import QSize, Slot
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from app.devices.media.output_files import Kind, folder_of
from app.gui.dialogs.pickers import pick_folder
from app.gui.record.drop_zone import DropZone
from app.gui.record.job_list import JobList
from app.gui.record.render_queue import RenderQueue
from app.gui.session.session import Session
from app.gui.session.settings_store import SettingsStore
from app.gui.session.window_status import WindowStatus
from app.gui.shortcuts import RECORD, SNAPSHOT
from app.gui.text import display_path, tip
from app.gui.theme.icons import Glyph, glyph_icon
from app.gui.widgets.file_actions import PathActions
from app.gui.widgets.flow import FlowLayout
from app.gui.widgets.labels import note, row_of
from app.language import _
from app.settings.model import Settings

_ICON = QSize(18, 18)


class RecordPage(QWidget):
    """Buttons for the session's recorder, and the list of render jobs.

    Attributes:
        queue: runs the render jobs.
    """

    def __init__(self, session: Session, store: SettingsStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._store = store
        # Whether the button shows "Stop"; None until its icon is set.
        self._shows_stop: bool | None = None
        self.record = QPushButton()
        self.record.setObjectName("record")
        self.record.setToolTip(RECORD.tip)
        self.record.setIconSize(_ICON)
        self.snapshot = QPushButton(_("Snapshot"))
        self.snapshot.setObjectName("snapshot")
        self.snapshot.setToolTip(SNAPSHOT.tip)
        self.snapshot.setIconSize(_ICON)
        self.saved = note()
        self.saved.setVisible(False)
        self.file_actions = PathActions()
        self.folders = note()
        self.change_folder = QPushButton(_("Change…"))
        self.change_folder.setProperty("role", "quiet")
        self.change_folder.setAccessibleName(_("Change folder"))
        self.drop_zone = DropZone()
        self.queue = RenderQueue(self)
        self.job_list = JobList(self.queue)
        self._lay_out()
        self.record.clicked.connect(lambda: session.recorder.toggle(store.settings.folder))
        self.snapshot.clicked.connect(lambda: session.recorder.snapshot(store.settings.folder))
        self.change_folder.clicked.connect(self.choose_folder)
        self.drop_zone.files_added.connect(self._add_jobs)
        self.queue.changed.connect(lambda jobs: self._make_room(bool(jobs)))
        session.view.connect(self._show_view)
        session.recorder.saved.connect(self._show_saved)
        store.changed.connect(self._show_settings)
        self._show_recording("")
        self._show_settings(store.settings)
        session.recorder.recover(store.settings.folder)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 4, 14, 14)
        column.setSpacing(10)
        column.addLayout(FlowLayout(self.record, self.snapshot, spacing=8, fills=True))
        column.addWidget(self.saved)
        column.addWidget(self.file_actions)
        folders = QVBoxLayout()
        folders.setSpacing(0)
        row = row_of(note(_("What others see, without sound.")), self.change_folder, spacing=6)
        row.setStretch(0, 1)
        folders.addLayout(row)
        folders.addWidget(self.folders)
        column.addLayout(folders)
        column.addSpacing(6)
        heading = QLabel(_("Apply to photos and videos"))
        heading.setWordWrap(True)
        heading.setProperty("role", "heading")
        column.addWidget(heading)
        column.addWidget(self.drop_zone, 1)
        column.addWidget(self.job_list)
        column.addStretch()
        self._column = column

    def _make_room(self, has_jobs: bool) -> None:
        """Give the free height to the drop zone, or to the list of jobs."""
        self._column.setStretchFactor(self.drop_zone, 0 if has_jobs else 1)
        self.drop_zone.set_compact(has_jobs)

    @Slot(object)
    def _show_view(self, view: WindowStatus) -> None:
        self._show_recording(view.recording)

    def _show_recording(self, elapsed: str) -> None:
        self.record.setText(_("Stop · {elapsed}").format(elapsed=elapsed) if elapsed else _("Record"))
        self.record.setAccessibleDescription(_("Recording") if elapsed else "")
        if self._shows_stop != bool(elapsed):
            self._shows_stop = bool(elapsed)
            self.record.setIcon(glyph_icon(Glyph.STOP if self._shows_stop else Glyph.RECORDING, _ICON))
            self.snapshot.setIcon(glyph_icon(Glyph.SNAPSHOT, _ICON))

    @Slot(object, str)
    def _show_saved(self, path: Path, sentence: str) -> None:
        self.saved.setText(sentence)
        self.saved.setVisible(True)
        self.file_actions.set_path(path)

    @Slot(object)
    def _show_settings(self, settings: Settings) -> None:
        videos, pictures = (folder_of(kind, settings.folder) for kind in Kind)
        folders = [videos] if videos == pictures else [videos, pictures]
        lines = [
            _("Recordings: {folder}").format(folder=display_path(videos)),
            _("Snapshots: {folder}").format(folder=display_path(pictures)),
        ]
        self.folders.setText("\n".join(lines))
        self.folders.setToolTip(tip("\n".join(map(str, folders))))

    @Slot()
    def choose_folder(self) -> None:
        """Open a dialog to choose the folder for recordings and snapshots."""
        start = folder_of(Kind.VIDEO, self._store.settings.folder)
        pick_folder(
            self.window(), _("Choose a folder"), lambda chosen: self._store.change(folder=chosen[0]), start=str(start)
        )

    @Slot(list)
    def _add_jobs(self, paths: list[Path]) -> None:
        self.queue.add(paths, self._store.settings.folder, self._session.config)
