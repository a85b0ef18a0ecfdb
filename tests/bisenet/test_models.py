"""One contract for every architecture."""

import pytest
import torch

from bisenet import create_model, list_models
from bisenet.errors import ModelError

PARAMETERS = {"bisenet-mobilenetv2": 2_336_483, "bisenet-resnet18": 13_484_355}


@pytest.fixture(params=list_models())
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("size", [(64, 96), (33, 47), (97, 64)])
@pytest.mark.parametrize("classes", [1, 3])
def test_eval_gives_one_map_of_the_input_size(name: str, size: tuple[int, int], classes: int) -> None:
    model = create_model(name, classes).eval()
    with torch.no_grad():
        out = model(torch.zeros(1, 3, *size))
    assert out.shape == (1, classes, *size)


def test_training_gives_main_and_two_auxiliary_maps_and_every_parameter_learns(name: str) -> None:
    torch.manual_seed(0)
    model = create_model(name).train()
    outputs = model(torch.randn(2, 3, 65, 96))
    assert [tuple(out.shape) for out in outputs] == [(2, 1, 65, 96)] * 3
    sum(out.square().mean() for out in outputs).backward()
    silent = [key for key, parameter in model.named_parameters() if parameter.grad is None or not parameter.grad.any()]
    assert silent == []


def test_parameter_count(name: str) -> None:
    assert sum(parameter.numel() for parameter in create_model(name).parameters()) == PARAMETERS[name]


def test_names_are_the_authors(name: str) -> None:
    keys = create_model(name).state_dict().keys()
    for key in (
        "spatial_path.conv_7x7.conv.weight",
        "global_context.1.conv.weight",
        "arms.0.conv_3x3.conv.weight",
        "arms.1.channel_attention.1.bn.weight",
        "refines.1.bn.weight",
        "ffm.conv_1x1.conv.weight",
        "heads.2.conv_1x1.weight",
    ):
        assert key in keys


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(ModelError, match="bisenet-mobilenetv2, bisenet-resnet18"):
        create_model("unet")
