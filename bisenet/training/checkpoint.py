"""Checkpoints: everything a run needs to go on, written so that a crash leaves the last good one."""

from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.optim import Optimizer

from bisenet.errors import DataError
from bisenet.files import replacing
from bisenet.training.config import TrainConfig
from bisenet.training.ema import Ema


def save_checkpoint(
    path: Path,
    config: TrainConfig,
    step: int,
    model: nn.Module,
    ema: Ema,
    optimizer: Optimizer,
    pretrained: set[str],
) -> None:
    """Write the state after `step` optimizer steps; `pretrained` names the parameters that ImageNet started."""
    state = {
        "config": config.to_dict(),
        "step": step,
        "model": model.state_dict(),
        "ema": ema.model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "pretrained": sorted(pretrained),
    }
    with replacing(path) as beside:
        torch.save(state, beside)


def read_checkpoint(path: Path) -> dict[str, Any]:
    """Read what `save_checkpoint` wrote; only tensors and plain values are accepted.

    Raises:
        DataError: the file is missing or no checkpoint.
    """
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
        if not {"config", "step", "model", "ema", "optimizer", "pretrained"} <= state.keys():
            raise KeyError("a part is missing")
    except FileNotFoundError:
        raise DataError(f"There is no checkpoint {path}; give the file that `bisenet train --out` wrote.") from None
    except Exception as error:
        # torch explains over several lines how to load what we refuse to load.
        kind = type(error).__name__
        raise DataError(f"{path} is not a checkpoint of this program ({kind}); give one or start a new run.") from error
    return dict(state)
