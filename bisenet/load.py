"""Loading weights into a model."""

from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from bisenet.errors import WeightsError

_COUNTER = "num_batches_tracked"
_SHOWN = 5


def load_weights(model: nn.Module, path: str | Path) -> None:
    """Load a model's weights from safetensors or from a training checkpoint, whose averaged weights are taken.

    Args:
        model: changed in place.
        path: `.safetensors`, or what torch.save wrote; pickled code is refused.

    Raises:
        WeightsError: the file is missing, damaged, or its keys or shapes are not the model's.
    """
    state = _read_state(Path(path))
    own = model.state_dict()
    wanted = {key for key in own if not key.endswith(_COUNTER)}
    given = {key for key in state if not key.endswith(_COUNTER)}
    wrong = {key for key in wanted & given if own[key].shape != state[key].shape}
    problems = [
        f"{what}: {', '.join(sorted(keys)[:_SHOWN])}{' ...' if len(keys) > _SHOWN else ''}"
        for what, keys in (
            ("missing", wanted - given),
            ("unknown", given - wanted),
            ("of another shape", wrong),
        )
        if keys
    ]
    if problems:
        raise WeightsError(f"{path} does not fit this model ({'; '.join(problems)}); choose its own architecture.")
    model.load_state_dict({key: state[key] for key in given}, strict=False)


def _read_state(path: Path) -> dict[str, Tensor]:
    if not path.is_file():
        raise WeightsError(f"There is no weights file {path}; give the path of one.")
    try:
        if path.suffix == ".safetensors":
            return load_file(path)
        state = torch.load(path, map_location="cpu", weights_only=True)
    except (SafetensorError, OSError) as error:
        raise WeightsError(f"{path} cannot be read as weights ({error}); get the file anew.") from error
    except Exception as error:
        raise WeightsError(f"{path} cannot be read as weights ({type(error).__name__}); get the file anew.") from error
    weights = state.get("ema", state)
    return dict(weights)
