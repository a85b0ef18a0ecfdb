"""The blurred room, compared with the CPU's."""

import numpy as np
import pytest
import torch

from app.core.compositing.blur import blurred_room
from app.core.types import Frame, Matte, Size
from app.cuda.blur import RoomBlur


@pytest.mark.parametrize("strength", [1, 10, 70])
@pytest.mark.parametrize("whole_frame", [False, True])
@pytest.mark.parametrize("frame_size", [Size(180, 320), Size(320, 180), Size(77, 41)])
def test_rooms(device: torch.device, frame_size: Size, whole_frame: bool, strength: int) -> None:
    rows, columns = np.mgrid[: frame_size.height, : frame_size.width]
    waves = [128 + 100 * np.sin(place / 9) for place in (rows, columns, rows + columns)]
    rgb = np.dstack(waves).astype(np.uint8)
    alpha = np.zeros(rgb.shape[:2], np.uint8)
    alpha[frame_size.height // 3 :, frame_size.width // 3 : -frame_size.width // 3] = 255
    size = Size(320, 180)
    theirs = blurred_room(Matte(alpha, Frame(rgb, 0, 0.0)), size, strength, whole_frame=whole_frame)
    ours = RoomBlur(frame_size, (frame_size.height, frame_size.width), size, device, whole_frame=whole_frame)
    ours.set(strength)
    picture = torch.from_numpy(rgb.copy()).to(device).permute(2, 0, 1).float()
    room = ours(picture, torch.from_numpy(alpha.copy()).to(device).float()).permute(1, 2, 0).cpu().numpy()
    difference = np.abs(room - theirs)
    assert difference.mean() <= 0.5
    assert difference.max() <= 8
