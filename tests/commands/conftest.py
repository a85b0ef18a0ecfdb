"""What the tests of the commands share."""

from pathlib import Path

import pytest

from app.devices.media.pictures import write_picture
from app.devices.media.video_reader import VideoReader
from app.factory import assets


@pytest.fixture(scope="session")
def still(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("still") / "still.png"
    with VideoReader(assets() / "demo.mp4") as reader:
        write_picture(path, next(item[0] for item in reader.items() if isinstance(item, tuple)))
    return path
