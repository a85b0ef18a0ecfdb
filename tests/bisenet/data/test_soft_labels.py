from pathlib import Path

import cv2
import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from bisenet.cli import main
from bisenet.data.dataset import Mixture
from bisenet.data.saliency import SaliencyNetwork, write_soft_labels
from bisenet.data.soft_labels import soften
from bisenet.data.sources import Source
from bisenet.errors import DataError, WeightsError
from tests.bisenet.conftest import draw_pair


def disc(radius: int, x: int = 100) -> np.ndarray:
    layer = np.zeros((200, 200), np.uint8)
    cv2.circle(layer, (x, 100), radius, 255, -1)
    return layer


KNOWN = np.full((200, 200), 255, np.uint8)


def area(label: np.ndarray) -> int:
    return int((label > 127).sum())


def test_the_edge_moves_towards_the_saliencys() -> None:
    mask = disc(50)
    assert area(mask) * 1.01 < area(soften(mask, KNOWN, disc(53))) < area(disc(53)) * 1.01
    assert area(disc(47)) * 0.99 < area(soften(mask, KNOWN, disc(47))) < area(mask) * 0.99
    assert area(soften(mask, KNOWN, mask)) == pytest.approx(area(mask), rel=0.01)


def test_far_from_the_outline_the_mask_decides() -> None:
    mask = disc(50)
    label = soften(mask, KNOWN, np.maximum(disc(50), disc(20, 180)))
    assert set(np.unique(label[disc(35) > 0])) == {255}
    assert set(np.unique(label[disc(65) == 0])) == {0}


def test_if_the_saliency_disagrees_the_mask_stays() -> None:
    mask = disc(50)
    assert np.array_equal(soften(mask, KNOWN, np.zeros_like(mask)), mask)


def test_an_unsure_rim_does_not_shrink_the_person() -> None:
    mask = disc(50)
    counts = np.where((disc(60) > 0) & (mask == 0), np.uint8(0), np.uint8(255))
    assert soften(mask, counts, mask)[disc(49) > 0].min() > 200


@pytest.fixture
def network(tmp_path: Path) -> Path:
    """Return a network of U2-Net's form, whose saliency is the red channel."""
    shape = [1, 3, 320, 320]
    red = helper.make_node("Gather", ["image", "index"], ["map"], axis=1)
    index = helper.make_tensor("index", TensorProto.INT64, [1], [0])
    graph = helper.make_graph(
        [red],
        "red",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("map", TensorProto.FLOAT, [1, 1, 320, 320])],
        [index],
    )
    path = tmp_path / "network.onnx"
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9), path)
    return path


def test_the_command_writes_a_label_for_each_picture_and_goes_on_where_it_stopped(
    network: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(3):
        draw_pair(tmp_path / "data" / "homes", f"h{number}", number)
    command = ["soften", "--data", str(tmp_path / "data"), "--network", str(network), "--out", str(tmp_path / "soft")]
    assert main([*command, "--threads", "1"]) == 0
    assert "3 soft labels" in capsys.readouterr().out
    labels = sorted((tmp_path / "soft" / "homes").iterdir())
    assert [path.name for path in labels] == ["h0.png", "h1.png", "h2.png"]
    kept = np.full((96, 128), 7, np.uint8)
    cv2.imwrite(str(labels[0]), kept)
    labels[1].unlink()
    assert main(command) == 0
    assert labels[1].is_file()
    # What was there is not written again, and is what a training run reads.
    mixture = Mixture(tmp_path / "data", (Source("homes", 1.0),), tmp_path / "soft")
    seen = {int(mixture.draw(np.random.default_rng(seed))[1].label[..., 0].min()) for seed in range(20)}
    assert 7 in seen


def test_saliency_is_stretched_to_its_whole_range(network: Path) -> None:
    rgb = np.full((50, 70, 3), 60, np.uint8)
    rgb[:, 35:, 0] = 120
    found = SaliencyNetwork(network, 1)(rgb)
    assert found.shape == (50, 70)
    assert (found[:, :30] == 0).all()
    assert (found[:, 40:] == 255).all()


def test_what_cannot_be_used_is_named(network: Path, tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="give U2-Net as an ONNX file"):
        SaliencyNetwork(tmp_path / "absent.onnx", 1)
    with pytest.raises(DataError, match="holds none of the folders homes"):
        write_soft_labels(SaliencyNetwork(network, 1), tmp_path, tmp_path / "soft")
