"""What this computer offers to choose from: models and processors. Needs no inference engine, so that it is fast."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.core.advice import Steps
from app.core.errors import ConfigError
from app.language import _
from app.torch_advice import steps_to_add_torch
from bisenet.errors import BisenetError
from bisenet.extras import has_torch
from bisenet.inference.hardware import available_cores, has_cuda_driver
from bisenet.manifest import read_manifest, words_in


@dataclass(frozen=True)
class Machine:
    """The choices of model and processor on this computer.

    Attributes:
        models: names of the installed models that segment people, the cheapest first.
        no_cuda: why CUDA cannot be chosen, and what to do; empty where it can.
        cores: number of CPU cores that this process may use.
    """

    models: tuple[str, ...]
    no_cuda: Steps
    cores: int

    @property
    def cuda(self) -> bool:
        """Whether there is a CUDA device, and PyTorch for it."""
        return not self.no_cuda


def machine() -> Machine:
    """Return the choices of model and processor on this computer.

    Raises:
        ConfigError: the manifest of the models cannot be read.
    """
    with library_errors():
        cards = [card for card in read_manifest().values() if card.classes is None]
    ordered = sorted(cards, key=lambda card: (card.facts.get("parameters", 0), card.name))
    return Machine(tuple(card.name for card in ordered), _without_cuda(), available_cores())


def _without_cuda() -> Steps:
    if not has_cuda_driver():
        return (_("CUDA is unavailable: it needs an NVIDIA graphics card and its driver."),)
    if not has_torch():
        return (_("CUDA needs PyTorch; add it as follows, then start bisenet-bg again:"), *steps_to_add_torch())
    return ()


def models_in(folder: str) -> tuple[str, ...]:
    """Return the models in a folder written by `bisenet publish`, as `processor_opener` takes them.

    Raises:
        ConfigError: there is none, or the manifest cannot be read.
    """
    with library_errors():
        return tuple(words_in(Path(folder)))


@contextmanager
def library_errors() -> Iterator[None]:
    """Turn the library's errors into `ConfigError`."""
    try:
        yield
    except BisenetError as error:
        raise ConfigError(error.problem, error.advice) from error
