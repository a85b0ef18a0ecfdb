"""The int8 form: made from a published model and drawn pictures, chosen where it fits, refused where damaged."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from onnx import TensorProto, helper

from benchmarks.quality.contenders import ours
from bisenet import Segmenter
from bisenet.cli import main
from bisenet.errors import ModelError, WeightsError
from bisenet.inference import hardware
from bisenet.inference.engines.onnx_engine import Int8Engine, OnnxEngine
from bisenet.manifest import find_card
from bisenet.preprocess import Preprocessing
from bisenet.quantise.calibration import Moments, Range
from bisenet.quantise.graph import Graph, Session
from bisenet.quantise.prepare import prepare
from bisenet.quantise.rounding import round_weights

pytestmark = pytest.mark.slow

NAME = "bisenet-mobilenetv2"
INT8 = f"{NAME}.int8.onnx"


def quantise(folder: Path, data: Path, *more: str) -> int:
    return main(["quantise", NAME, "--data", str(data), "--folder", str(folder), "--pictures", "3", *more])


def fit_processor(monkeypatch: pytest.MonkeyPatch, fit: bool) -> None:
    for place in ("bisenet.inference.engines.build", "benchmarks.quality.contenders"):
        monkeypatch.setattr(f"{place}.has_fast_int8", lambda: fit)


@pytest.fixture(scope="module")
def quantised(published: Path, drawn_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the published weights with an int8 form that is the default."""
    folder = Path(shutil.copytree(published, tmp_path_factory.mktemp("quantised") / "weights"))
    assert quantise(folder, drawn_data, "--default") == 0
    return folder


@pytest.fixture
def copy(quantised: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(quantised, tmp_path / "weights"))


def test_int8_is_close_to_float(quantised: Path) -> None:
    card = find_card(NAME, quantised)
    assert card.int8 is not None
    picture = np.random.default_rng(5).integers(0, 256, (96, 160, 3), dtype=np.uint8)
    int8, exact = Int8Engine(card.int8, 1)(picture), OnnxEngine(card.graph, card.preprocessing, 1)(picture)
    assert int8.shape == exact.shape == (96, 160)
    assert np.abs(int8 - exact).mean() < 0.02


def test_the_manifest_records_how_it_was_made(quantised: Path, published: Path) -> None:
    before, after = find_card(NAME, published), find_card(NAME, quantised)
    after.verify()
    facts = after.facts["int8"]
    assert facts["graph"] == INT8
    assert facts["calibration"]["pictures"] == {"portraits": 3, "studio": 3, "rooms": 2}
    assert {"seed", "onnxruntime"} <= facts["calibration"].keys()
    assert {**after.checksums, **before.checksums} == after.checksums
    assert {name: value for name, value in after.facts.items() if name not in ("int8", "sha256")} == {
        name: value for name, value in before.facts.items() if name != "sha256"
    }


def products_of(graph: Path) -> list[tuple[int, bool]]:
    """Each convolution's largest sum of two products with bytes, and whether its kernel is a depthwise one."""
    model = Graph.read(graph)
    weights_of = {
        node.output[0]: model.constants[node.input[0]] for node in model.nodes if node.input[0] in model.constants
    }
    found = []
    for node in model.nodes:
        if node.op_type == "Conv":
            weight = np.abs(weights_of[node.input[1]].astype(np.int64))
            largest = np.sort(weight.reshape(len(weight), -1), axis=1)[:, -2:]
            found.append((int(255 * largest.sum(axis=1).max()), weight.shape[1] == 1))
    return found


@pytest.mark.parametrize("shipped", [True, False])
def test_no_sum_of_two_products_overflows_16_bits(shipped: bool, quantised: Path) -> None:
    """x86 without VNNI sums them in 16 bits, except in the kernels of depthwise convolutions."""
    card = find_card(NAME) if shipped else find_card(NAME, quantised)
    assert card.int8 is not None
    products = products_of(card.int8)
    in_pairs = [largest for largest, is_depthwise in products if not is_depthwise]
    assert len(in_pairs) > 20
    assert max(in_pairs) < 2**15
    assert max(largest for largest, is_depthwise in products if is_depthwise) > 2**15


def test_the_same_seed_makes_the_same_file(copy: Path, drawn_data: Path) -> None:
    before = (copy / INT8).read_bytes()
    assert quantise(copy, drawn_data, "--default") == 0
    assert (copy / INT8).read_bytes() == before
    assert quantise(copy, drawn_data, "--seed", "1") == 0
    assert (copy / INT8).read_bytes() != before


@pytest.mark.parametrize(("fit", "default"), [(True, True), (True, False), (False, True)])
def test_auto_takes_int8_where_both_fit(fit: bool, default: bool, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fit_processor(monkeypatch, fit)
    manifest = json.loads((copy / "manifest.json").read_text())
    manifest["models"][NAME]["int8"]["default"] = default
    (copy / "manifest.json").write_text(json.dumps(manifest))
    kind = "ONNX Runtime int8" if fit and default else "ONNX Runtime"
    assert Segmenter(NAME, device="cpu", weights=copy).description == f"{NAME}, {kind}, CPU"
    chosen = Segmenter(NAME, device="cpu", engine="onnx-int8", weights=copy)
    assert chosen.description == f"{NAME}, ONNX Runtime int8, CPU"
    assert chosen(np.zeros((40, 60, 3), np.uint8)).shape == (40, 60)


def test_the_int8_engine_never_imports_torch(quantised: Path) -> None:
    code = f"""
import sys, numpy as np
from pathlib import Path
from bisenet import Segmenter
Segmenter({NAME!r}, "cpu", "onnx-int8", weights=Path({str(quantised)!r}))(np.zeros((72, 128, 3), np.uint8))
print([name for name in ("torch", "onnx", "PySide6", "app") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_quality_card_measures_each_form(quantised: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fit_processor(monkeypatch, True)
    assert list(ours(quantised)) == [NAME, f"{NAME} int8", f"{NAME} int8, live"]
    fit_processor(monkeypatch, False)
    assert list(ours(quantised)) == [NAME]


def test_a_model_without_int8_says_so(published: Path) -> None:
    with pytest.raises(ModelError, match="has no int8 form; choose the onnx engine"):
        Segmenter(NAME, device="cpu", engine="onnx-int8", weights=published)


@pytest.mark.parametrize("damage", ["flip", "remove"])
def test_a_damaged_int8_graph_is_refused_where_it_is_used(copy: Path, damage: str) -> None:
    data = bytearray((copy / INT8).read_bytes())
    data[-1] ^= 1
    if damage == "remove":
        (copy / INT8).unlink()
    else:
        (copy / INT8).write_bytes(data)
    with pytest.raises(WeightsError, match="missing" if damage == "remove" else "damaged"):
        Segmenter(NAME, device="cpu", engine="onnx-int8", weights=copy)
    Segmenter(NAME, device="cpu", engine="onnx", weights=copy)


def test_publishing_drops_the_int8_form(copy: Path, published: Path) -> None:
    assert main(["publish", str(published.parent / "run.pt"), "--folder", str(copy)]) == 0
    card = find_card(NAME, copy)
    assert card.int8 is None
    assert INT8 not in card.checksums
    assert not (copy / INT8).exists()


@pytest.mark.parametrize("mistake", ["absent", "empty", "broken"])
def test_mistakes_give_one_sentence_and_change_nothing(
    mistake: str, copy: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    if mistake != "absent":
        (data / "rooms").mkdir(parents=True)
    if mistake == "broken":
        (data / "rooms" / "r.jpg").write_bytes(b"no picture")
    before = {path.name: path.read_bytes() for path in copy.iterdir()}
    assert quantise(copy, data) == 2
    (line,) = capfd.readouterr().err.strip().splitlines()
    assert {"absent": "There is no folder", "empty": "no .jpg", "broken": "cannot be read as a picture"}[
        mistake
    ] in line
    assert {path.name: path.read_bytes() for path in copy.iterdir()} == before


def test_a_failed_write_leaves_the_old_files(copy: Path, drawn_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("bisenet.quantise.quantise.to_int8", fail)
    before = {path.name: path.read_bytes() for path in copy.iterdir()}
    assert quantise(copy, drawn_data, "--seed", "1") == 130
    assert {path.name: path.read_bytes() for path in copy.iterdir()} == before


def test_mean_and_scale_go_into_the_first_convolution() -> None:
    rng = np.random.default_rng(0)
    weight: NDArray[np.float32] = rng.normal(size=(5, 3, 3, 3)).astype(np.float32)
    conv = helper.make_node("Conv", ["image", "weight"], ["out"], name="conv", kernel_shape=[3, 3], pads=[1] * 4)
    image = helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, 3, "h", "w"])
    out = helper.make_tensor_value_info("out", TensorProto.FLOAT, None)
    published, prepared = (Graph([conv], {"weight": weight}, image, out).copy() for _ in range(2))
    preprocessing = Preprocessing((0.485, 0.456, 0.406), (0.229, 0.224, 0.225), 4096)
    prepare(prepared, preprocessing)
    rgb = rng.integers(0, 256, (32, 64, 3), dtype=np.uint8)
    rgba = np.dstack([rgb, np.full(rgb.shape[:2], 255, np.uint8)])
    exact = Session(published)(preprocessing.normalise(rgb)[None])["out"]
    given = Session(prepared)(rgba[None])["out"]
    assert np.abs(given - exact)[..., 1:-1, 1:-1].max() < 1e-3


def test_rounding_keeps_the_mean_and_beats_the_nearest() -> None:
    rng = np.random.default_rng(0)
    # Neighbouring pixels agree, as in pictures.
    patches = (3 + rng.normal(size=(1, 4000, 1)) + 0.1 * rng.normal(size=(1, 4000, 9))).astype(np.float32)
    moments = Moments()
    moments.include(patches[:, :1000])
    moments.include(patches[:, 1000:])
    weight: NDArray[np.float32] = rng.normal(size=(4, 1, 3, 3)).astype(np.float32)
    bias = np.ones(4, np.float32)
    rounded = round_weights(weight, bias, moments)
    exact = patches[0] @ weight.reshape(4, 9).T + bias
    ints = patches[0] @ (rounded.values.reshape(4, 9).T * rounded.scale) + rounded.bias
    nearest = patches[0] @ (np.rint(weight.reshape(4, 9) / rounded.scale[:, None]).T * rounded.scale) + bias
    assert np.abs((ints - exact).mean(axis=0)).max() < 1e-4
    assert ((ints - exact) ** 2).mean() < 0.2 * ((nearest - exact) ** 2).mean()


def test_a_wide_kernel_is_rounded_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    patches = (3 + rng.normal(size=(2, 500, 1)) + 0.1 * rng.normal(size=(2, 500, 8))).astype(np.float32)
    patches[:, :, 4:] -= 3
    weight: NDArray[np.float32] = rng.normal(size=(6, 8, 1, 1)).astype(np.float32)
    errors = []
    for widest in (8, 4):
        monkeypatch.setattr("bisenet.quantise.calibration._WIDEST", widest)
        moments = Moments()
        moments.include(patches)
        assert moments.covariance().shape == (2 * 8 // widest, widest, widest)
        rounded = round_weights(weight, np.zeros(6, np.float32), moments)
        exact = np.einsum("gpn,gon->gpo", patches, weight.reshape(2, 3, 8))
        ints = (rounded.values.reshape(6, 8) * rounded.scale[:, None]).reshape(2, 3, 8)
        given = np.einsum("gpn,gon->gpo", patches, ints) + rounded.bias.reshape(2, 1, 3)
        assert np.abs((given - exact).mean(axis=1)).max() < 1e-4
        errors.append(((given - exact) ** 2).mean())
    assert errors[0] < errors[1] < 2e-4


def test_a_range_holds_zero_and_leaves_out_far_values() -> None:
    assert Range.of(np.linspace(2, 3, 100, dtype=np.float32)).low == 0
    values = np.append(np.random.default_rng(0).normal(size=100_000), 1000).astype(np.float32)
    span = Range.of(values)
    assert 3 < span.high < 4
    assert span.low < 0 < span.zero < 255


@pytest.mark.parametrize(
    ("text", "fit"),
    [
        ("processor\t: 0\nflags\t\t: fpu avx2 avx_vnni\n", True),
        ("flags\t\t: fpu avx2 avx512f avx512_vnni\nbugs\t\t: none\n", True),
        ("flags\t\t: fpu avx2 avx512f\n", True),
        ("flags\t\t: fpu sse4_2 avx\n", False),
        ("Features\t: fp asimd asimddp\n", True),
        ("Features\t: fp asimd\n", False),
        (None, False),
    ],
)
def test_linux_says_whether_int8_is_faster(
    text: str | None, fit: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if text is not None:
        (tmp_path / "cpuinfo").write_text(text)
    monkeypatch.setattr(hardware, "_CPU_INFO", tmp_path / "cpuinfo")
    monkeypatch.setattr("sys.platform", "linux")
    assert hardware.has_fast_int8() is fit
