"""Checkpoints: everything needed to resume a run, written atomically so that a crash leaves the last good one."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.optim import Optimizer

from bisenet.errors import DataError
from bisenet.files import replacing
from bisenet.training.config import TrainConfig
from bisenet.training.ema import Ema


@dataclass
class Run:
    """The state of a run.

    Attributes:
        model: the network that learns.
        ema: its average.
        optimizer: of the model's parameters.
        pretrained: names of the parameters that did not start at random, which the optimizer groups by.
        step: optimizer steps taken.
    """

    model: nn.Module
    ema: Ema
    optimizer: Optimizer
    pretrained: set[str]
    step: int = 0

    def restore(self, state: dict[str, Any]) -> None:
        """Load the state that `save_checkpoint` wrote.

        Raises:
            DataError: it is of another network.
        """
        try:
            self.model.load_state_dict(state["model"])
            self.ema.model.load_state_dict(state["ema"])
            self.optimizer.load_state_dict(state["optimizer"])
        except (RuntimeError, ValueError, KeyError) as error:
            raise DataError("The checkpoint does not fit this version of its model; start a new run.") from error
        self.step = int(state["step"])


def save_checkpoint(path: Path, config: TrainConfig, run: Run) -> None:
    """Write everything that `Run.restore` and `bisenet publish` need.

    Raises:
        DataError: it cannot be written, as on a full disk; an earlier checkpoint stays.
    """
    state = {
        "config": config.to_dict(),
        "step": run.step,
        "model": run.model.state_dict(),
        "ema": run.ema.model.state_dict(),
        "optimizer": run.optimizer.state_dict(),
        "pretrained": sorted(run.pretrained),
    }
    with replacing(path) as beside:
        try:
            torch.save(state, beside)
        except RuntimeError as error:
            raise DataError(f"{path} cannot be written; make room there, then go on by --resume.") from error


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
