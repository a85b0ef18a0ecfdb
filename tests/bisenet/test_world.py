"""Two processes on one machine, over gloo."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from bisenet.errors import BisenetError
from bisenet.models import create_model
from bisenet.training.checkpoint import read_checkpoint
from bisenet.training.world import World
from tests.bisenet.conftest import train_arguments

ROOT = Path(__file__).parents[2]


def run(*arguments: str, processes: int) -> None:
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    launcher = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node", str(processes)]
    command = [sys.executable, *(launcher if processes > 1 else []), *arguments]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr


def test_the_shares_of_a_batch_make_up_the_batch() -> None:
    shares = [World(rank, 2).shard(8, 24, 8) for rank in range(2)]
    assert shares == [[8, 9, 10, 11, 16, 17, 18, 19], [12, 13, 14, 15, 20, 21, 22, 23]]
    assert World().shard(8, 24, 8) == list(range(8, 24))
    for batch_size in (7, 2):
        with pytest.raises(BisenetError, match="a multiple of 2 and at least 4"):
            World(0, 2).shard(0, 28, batch_size)
    with pytest.raises(BisenetError, match="give --batch-size at least 2"):
        World().shard(0, 28, 1)


def test_two_processes_learn_what_one_does(tmp_path: Path) -> None:
    script = str(Path(__file__).with_name("one_step.py"))
    run(script, str(tmp_path), processes=2)
    run(script, str(tmp_path), processes=1)
    alone = torch.load(tmp_path / "0-of-1.pt", weights_only=True)
    for rank in range(2):
        together = torch.load(tmp_path / f"{rank}-of-2.pt", weights_only=True)
        for key, value in alone.items():
            assert torch.allclose(value, together[key], atol=1e-6), (rank, key)


def test_bisenet_train_under_torchrun(drawn_data: Path, tmp_path: Path) -> None:
    """Both ranks end with the same weights, which they would not if each learnt from its own pictures alone."""
    start = tmp_path / "start.pt"
    torch.save(create_model("bisenet-mobilenetv2").state_dict(), start)
    arguments = train_arguments(drawn_data, tmp_path / "run.pt", "--samples", "8", "--batch-size", "4")
    arguments += ["--from", str(start)]
    run(str(Path(__file__).with_name("train_and_keep.py")), str(tmp_path), *arguments, processes=2)
    assert read_checkpoint(tmp_path / "run.pt")["step"] == 2
    first, second = (torch.load(tmp_path / f"rank{rank}.pt", weights_only=True) for rank in range(2))
    learnt = [key for key in first if "running_" not in key and "num_batches" not in key]
    assert all(torch.equal(first[key], second[key]) for key in learnt)
