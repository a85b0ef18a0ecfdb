"""Loads initial weights: ImageNet weights for the context path, or the weights of an earlier run."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from bisenet.errors import WeightsError
from bisenet.load import read_weights

Layer = NDArray[np.float32]


def load_pretrained(backbone: nn.Module, path: Path, images: Callable[[], Tensor]) -> set[str]:
    """Load ImageNet weights into a backbone.

    Args:
        backbone: a context path; changed in place.
        path: torchvision's ResNet as .pth or safetensors (absent layers keep their random start), or an .npz of
            MobileNetV2 layers whose batch norm was folded.
        images: gives normalised (N, 3, H, W), to measure batch-norm statistics on where these were folded.

    Returns:
        Names of the backbone's parameters that were loaded.

    Raises:
        WeightsError: the file is missing or fits no layer.
    """
    if not path.is_file():
        raise WeightsError(f"There is no file {path}; give --pretrained the path of ImageNet weights.")
    if path.suffix != ".npz":
        return _load_fitting(backbone, read_weights(path).weights, path)
    try:
        layers = _read_layers(path)
    except (ValueError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise WeightsError(f"{path} cannot be read as weights ({error}); get the file again.") from error
    return _load_folded(backbone, layers, images, path)


def load_start(model: nn.Module, path: Path) -> set[str]:
    """Load those weights of an earlier run that fit by name and shape; return their names.

    Args:
        model: changed in place.
        path: as in `load_weights`.

    Raises:
        WeightsError: the file cannot be read or fits no layer.
    """
    return _load_fitting(model, read_weights(path).weights, path)


def _load_fitting(model: nn.Module, state: dict[str, Tensor], path: Path) -> set[str]:
    own = model.state_dict()
    fitting = {key: value for key, value in state.items() if key in own and own[key].shape == value.shape}
    if not fitting:
        raise WeightsError(f"No layer of {path} fits this model; give weights of its own kind.")
    model.load_state_dict(fitting, strict=False)
    return set(fitting)


def _read_layers(path: Path) -> dict[str, Layer]:
    with path.open("rb") as file:
        layers = np.load(file)
        if not isinstance(layers, np.lib.npyio.NpzFile):
            raise ValueError("it holds a single array")
        return dict(layers)


def _load_folded(backbone: nn.Module, layers: dict[str, Layer], images: Callable[[], Tensor], path: Path) -> set[str]:
    """Put folded convolutions under batch norms so that the function stays what it was.

    A folded layer is w * x + b. With mean m and variance v of w * x measured on `images`, a batch norm of scale
    sqrt(v + eps) and shift m + b returns exactly that.
    """
    stems = [name[:-2] for name in layers if name.endswith(".w")]
    convs = [module for module in backbone.modules() if isinstance(module, nn.Conv2d)]
    if len(stems) < len(convs):
        raise WeightsError(f"{path} holds {len(stems)} layers where the model has {len(convs)}; give its own weights.")
    norms = [module for module in backbone.modules() if isinstance(module, nn.BatchNorm2d)]
    handles = []
    for conv, norm, stem in zip(convs, norms, stems, strict=False):
        weight = torch.from_numpy(layers[f"{stem}.w"])
        # Both kinds are stored channels-last: [out, k, k, in], and depthwise [1, k, k, channels].
        weight = weight.permute(3, 0, 1, 2) if "_dw_" in stem else weight.permute(0, 3, 1, 2)
        if weight.shape != conv.weight.shape:
            raise WeightsError(f"Layer {stem} of {path} does not fit this model; give its own backbone's weights.")
        conv.weight.data.copy_(weight)
        handles.append(conv.register_forward_hook(_calibrate(norm, torch.from_numpy(layers[f"{stem}.b"]))))
    training = backbone.training
    with torch.no_grad():
        backbone.eval()(images())
    backbone.train(training)
    for handle in handles:
        handle.remove()
    return {name for name, _ in backbone.named_parameters()}


def _calibrate(norm: nn.BatchNorm2d, bias: Tensor) -> Callable[[nn.Module, tuple[Tensor, ...], Tensor], None]:
    def hook(module: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> None:
        variance, mean = torch.var_mean(output, dim=(0, 2, 3), unbiased=False)
        norm.get_buffer("running_mean").copy_(mean)
        norm.get_buffer("running_var").copy_(variance)
        norm.weight.data.copy_((variance + norm.eps).sqrt())
        norm.bias.data.copy_(mean + bias)

    return hook
