"""`bisenet train` as a process of torchrun; every rank keeps its own weights: `train_and_keep.py OUT train ...`."""

import sys
from pathlib import Path
from typing import Any

import pytest
import torch
import torch.distributed

from bisenet.cli import main
from bisenet.training import loop


def keep(folder: Path) -> int:
    """Run the command; on its way out of the last step save the weights of this rank."""
    steps = loop.run_steps

    def and_keep(config: Any, places: Any, dataset: Any, run: Any) -> None:
        steps(config, places, dataset, run)
        torch.save(run.model.state_dict(), folder / f"rank{torch.distributed.get_rank()}.pt")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loop, "run_steps", and_keep)
        return main(sys.argv[2:])


if __name__ == "__main__":
    sys.exit(keep(Path(sys.argv[1])))
