import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from bisenet import Segmenter, create_model, load_weights
from bisenet.errors import DataError, ModelError, WeightsError
from bisenet.inference.matte import guided_upsample
from bisenet.manifest import read_manifest

NAME = "bisenet-mobilenetv2"


@pytest.fixture(scope="module")
def segmenter(published: Path) -> Segmenter:
    return Segmenter(NAME, device="cpu", weights=published)


@given(height=st.integers(1, 90), width=st.integers(1, 90))
@settings(max_examples=25, deadline=None)
def test_the_matte_has_the_size_of_the_frame(segmenter: Segmenter, height: int, width: int) -> None:
    matte = segmenter(np.random.default_rng(0).integers(0, 256, (height, width, 3), dtype=np.uint8))
    assert matte.shape == (height, width)
    assert matte.dtype == np.float32
    assert 0 <= matte.min() <= matte.max() <= 1


@pytest.mark.parametrize(
    "frame",
    [np.zeros((4, 4), np.uint8), np.zeros((4, 4, 4), np.uint8), np.zeros((4, 4, 3)), np.zeros((0, 4, 3), np.uint8)],
)
def test_other_arrays_are_refused(segmenter: Segmenter, frame: np.ndarray) -> None:
    with pytest.raises(DataError, match="RGB uint8"):
        segmenter(frame)


@pytest.mark.slow
def test_both_engines_agree(published: Path) -> None:
    frame = np.random.default_rng(1).integers(0, 256, (120, 200, 3), dtype=np.uint8)
    onnx = Segmenter(NAME, device="cpu", engine="onnx", weights=published)
    eager = Segmenter(NAME, device="cpu", engine="torch", weights=published)
    assert np.abs(onnx(frame) - eager(frame)).max() < 1e-4
    assert onnx.description == f"{NAME}, ONNX Runtime, CPU"
    assert eager.description == f"{NAME}, PyTorch, CPU"


@pytest.mark.parametrize(("level", "is_sound"), [(1 + 1e-6, True), (-1e-6, True), (1.01, False), (float("nan"), False)])
def test_a_matte_slightly_out_of_range_is_accepted(
    segmenter: Segmenter, level: float, is_sound: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
        return np.full(rgb.shape[:2], level, np.float32)

    monkeypatch.setattr(segmenter, "_engine", answer)
    view = segmenter.view(np.zeros((48, 64, 3), np.uint8))
    if is_sound:
        matte = segmenter.infer(view)
        assert matte.min() == matte.max() == round(level)
    else:
        with pytest.raises(ModelError, match="gave a damaged matte"):
            segmenter.infer(view)


def test_two_mattes_share_no_memory(segmenter: Segmenter) -> None:
    frame = np.zeros((48, 64, 3), np.uint8)
    assert not np.shares_memory(segmenter(frame), segmenter(frame))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"model": "unet"}, f"There is no trained model named 'unet'. Choose one of: {NAME}"),
        ({"device": "tpu"}, "There is no device 'tpu'"),
        ({"engine": "tvm"}, "There is no engine 'tvm'"),
        ({"model": NAME, "device": "cuda", "engine": "onnx"}, "on the CPU only"),
    ],
)
def test_wrong_choices_give_a_hint(arguments: dict[str, str], message: str, published: Path) -> None:
    with pytest.raises(ModelError, match=message):
        Segmenter(**arguments, weights=published)  # type: ignore[arg-type]


@pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has CUDA")
def test_cuda_without_a_gpu_is_an_error(published: Path) -> None:
    with pytest.raises(ModelError, match=r"CUDA cannot be used\. "):
        Segmenter(NAME, device="cuda", weights=published)


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs CUDA")
def test_cuda_agrees_with_the_cpu(published: Path) -> None:
    frame = np.random.default_rng(1).integers(0, 256, (120, 200, 3), dtype=np.uint8)
    cpu, cuda = (Segmenter(NAME, device=device, weights=published)(frame) for device in ("cpu", "cuda"))
    assert np.abs(cpu - cuda).mean() < 2e-3


@pytest.mark.parametrize("suffix", ["safetensors", "onnx"])
@pytest.mark.parametrize("damage", ["flip", "cut", "remove"])
def test_damaged_weights_are_refused(published: Path, tmp_path: Path, suffix: str, damage: str) -> None:
    folder = tmp_path / "weights"
    shutil.copytree(published, folder)
    file = folder / f"{NAME}.{suffix}"
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    if damage == "remove":
        file.unlink()
    else:
        file.write_bytes(data if damage == "flip" else data[:-10])
    with pytest.raises(WeightsError, match="missing" if damage == "remove" else "damaged"):
        Segmenter(NAME, device="cpu", weights=folder)


def test_a_damaged_manifest_is_named(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="manifest"):
        read_manifest(tmp_path)
    (tmp_path / "manifest.json").write_text('{"models": {"x": {}}}')
    with pytest.raises(WeightsError, match="manifest"):
        read_manifest(tmp_path)


def test_weights_that_do_not_fit_name_their_keys(published: Path, tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"missing: .*unknown: .*choose its own architecture"):
        load_weights(create_model("bisenet-resnet18"), published / f"{NAME}.safetensors")
    with pytest.raises(WeightsError, match="of another shape: aux_heads"):
        load_weights(create_model(NAME, num_classes=2), published / f"{NAME}.safetensors")
    with pytest.raises(WeightsError, match="There is no weights file"):
        load_weights(create_model(NAME), tmp_path / "none.safetensors")
    for name in ("bad.safetensors", "bad.pt"):
        (tmp_path / name).write_bytes(b"garbage")
        with pytest.raises(WeightsError, match="cannot be read"):
            load_weights(create_model(NAME), tmp_path / name)


@pytest.mark.slow
def test_the_cpu_engine_never_imports_torch(published: Path) -> None:
    code = f"""
import sys, json, numpy as np
from pathlib import Path
from bisenet import Segmenter
Segmenter({NAME!r}, device="cpu", weights=Path({str(published)!r}))(np.zeros((72, 128, 3), np.uint8))
print(json.dumps([name for name in ("torch", "onnx", "PySide6", "app") if name in sys.modules]))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []


def test_a_coarse_matte_follows_the_edge_of_the_picture() -> None:
    """A matte that is two of its own pixels off lands on the picture's edge."""
    frame = np.zeros((480, 800), np.uint8)
    frame[:, 401:] = 200
    small = np.ascontiguousarray(frame[::4, ::4])
    alpha = np.zeros((120, 200), np.float32)
    alpha[:, 102:] = 1.0
    matte = guided_upsample(alpha, small, frame)
    assert matte.shape == (480, 800)
    assert matte[:, 401:405].min() > 0.5 > matte[:, 397:401].max()
    assert matte[:, :360].max() < 0.01
    assert matte[:, 460:].min() > 0.99


@given(value=st.floats(0, 1, width=32), height=st.integers(1, 40), width=st.integers(1, 40), seed=st.integers(0, 9))
def test_guiding_keeps_a_flat_matte_and_stays_bounded(value: float, height: int, width: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    frame = rng.integers(0, 256, (height, width), dtype=np.uint8)
    small = rng.integers(0, 256, (32, 32), dtype=np.uint8)
    flat = guided_upsample(np.full((32, 32), value, np.float32), small, frame)
    assert np.abs(flat - value).max() < 1e-3
    assert np.abs(guided_upsample(rng.random((32, 32), np.float32), small, frame)).max() < 10
