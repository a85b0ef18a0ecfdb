"""Loading weights into a model."""

from dataclasses import dataclass
from pathlib import Path
from typing import TypeGuard

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from bisenet.errors import WeightsError
from bisenet.language import _
from bisenet.models.heads import auxiliary_parameters
from bisenet.models.public_keys import to_our_keys

_COUNTER = "num_batches_tracked"
_SHOWN = 5
# Where a checkpoint keeps its weights: ours the averaged ones, then the public implementations'.
_LEVELS = ("ema", "state_dict", "model")


@dataclass(frozen=True)
class WeightsFile:
    """What a file of weights holds.

    Attributes:
        path: of the file.
        weights: by our names.
        entries: names that the file gives to the weights and to what lies beside them; none where it holds weights
            alone.
    """

    path: Path
    weights: dict[str, Tensor]
    entries: frozenset[str] = frozenset()


def load_weights(model: nn.Module, path: str | Path) -> None:
    """Load a model's weights from safetensors or from a checkpoint.

    Of our own training checkpoints the averaged weights are taken. Those of public implementations are read as well,
    with or without a `module.` prefix and a `state_dict` or `model` level: facexlib and zllrunning's face parsing
    (`bisenet-face`), CoinCheung's BiSeNet V2 (`bisenetv2` and its earlier form, `bisenetv2-bilinear`), the authors'
    TorchSeg (`bisenet-resnet18`, `-resnet101`, `-xception39`) and ooooverflow (`bisenet-concat-*`). After loading
    TorchSeg's set `model.resampling = "aligned"`; what its networks return is the log-softmax of these logits.

    Args:
        model: changed in place.
        path: `.safetensors`, or what torch.save wrote; pickled code is refused.

    Raises:
        WeightsError: the file is missing, damaged, or its keys or shapes are not the model's; the message names them.
    """
    put_weights(model, read_weights(Path(path)))


def put_weights(model: nn.Module, file: WeightsFile, *, auxiliary: bool = True) -> None:
    """Give a model the weights of a file.

    Args:
        model: changed in place.
        file: as `read_weights` returned it.
        auxiliary: whether it must hold the heads that serve training alone; else they may stay as they are.

    Raises:
        WeightsError: keys or shapes are not the model's; the message names them.
    """
    state = file.weights
    own = model.state_dict()
    wanted = {key for key in own if not key.endswith(_COUNTER)}
    given = {key for key in state if not key.endswith(_COUNTER)}
    if not auxiliary:
        heads = {name.rpartition(".")[0] for name in auxiliary_parameters(model)}
        wanted -= {key for key in wanted - given if key.rpartition(".")[0] in heads}
    wrong = {
        _("{key} {found} for {expected}").format(key=key, found=_size(state[key]), expected=_size(own[key]))
        for key in wanted & given
        if own[key].shape != state[key].shape
    }
    problems = [
        what.format(keys=", ".join(sorted(keys)[:_SHOWN]) + (" ..." if len(keys) > _SHOWN else ""))
        for what, keys in (
            (_("missing: {keys}"), wanted - given),
            (_("unknown: {keys}"), given - wanted),
            (_("of another shape: {keys}"), wrong),
        )
        if keys
    ]
    if problems:
        raise WeightsError(
            _("{path} does not fit this model ({problems}); choose its own architecture and number of classes.").format(
                path=file.path, problems="; ".join(problems)
            )
        )
    model.load_state_dict({key: state[key] for key in given}, strict=False)


def read_weights(path: Path) -> WeightsFile:
    """Read a file that `load_weights` takes.

    Raises:
        WeightsError: the file is missing or damaged, or holds something else.
    """
    if not path.is_file():
        raise WeightsError(_("There is no weights file {path}; give the path of one.").format(path=path))
    try:
        if path.suffix == ".safetensors":
            return WeightsFile(path, to_our_keys(load_file(path)))
        state = torch.load(path, map_location="cpu", weights_only=True)
    except (SafetensorError, OSError) as error:
        raise WeightsError(
            _("{path} cannot be read as weights ({error}); get the file again.").format(path=path, error=error)
        ) from error
    except Exception as error:
        raise WeightsError(
            _(
                "{path} cannot be read as weights ({kind}); get the file again, or one that holds a state_dict alone."
            ).format(path=path, kind=type(error).__name__)
        ) from error
    levels = [level for level in _LEVELS if level in state] if isinstance(state, dict) else []
    weights = state[levels[0]] if levels else state
    if not _is_by_name(weights):
        raise WeightsError(_("{path} holds no weights by name; give a model's state_dict.").format(path=path))
    return WeightsFile(path, to_our_keys(weights), frozenset(map(str, state)) if levels else frozenset())


def _is_by_name(weights: object) -> TypeGuard[dict[str, Tensor]]:
    return isinstance(weights, dict) and all(isinstance(k, str) and isinstance(v, Tensor) for k, v in weights.items())


def _size(value: Tensor) -> str:
    return "x".join(map(str, value.shape)) or "scalar"
