"""A trained network as a file: a run's checkpoint, or published weights with their manifest beside them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from torch import nn

from bisenet.classes import Classes
from bisenet.load import load_weights
from bisenet.manifest import ModelCard, find_card
from bisenet.preprocess import Preprocessing
from bisenet.trained import build_network
from bisenet.training.checkpoint import read_checkpoint
from bisenet.training.config import TrainConfig


@dataclass(frozen=True)
class NetworkFile:
    """A file of trained weights and the facts about it.

    Attributes:
        path: of the weights.
        name: that the network is published under.
        architecture: a name of `list_models`.
        preprocessing: how the network wants its input.
        classes: of its output; None where it finds people and nothing else.
        resampling: of its upsampling, where it is not the architecture's own.
        facts: of a published network its manifest entry, of a run its recipe.
    """

    path: Path
    name: str
    architecture: str
    preprocessing: Preprocessing
    classes: Classes | None
    resampling: str | None
    facts: dict[str, Any]

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a checkpoint that `bisenet train` wrote, or the manifest beside published `.safetensors`.

        Raises:
            DataError: the checkpoint cannot be read or is none of this version's.
            ModelError, WeightsError: the manifest does not know the weights, or they are not the manifest's.
        """
        if path.suffix == ".safetensors":
            return cls.of_card(find_card(path.stem, path.parent))
        state = read_checkpoint(path)
        config = TrainConfig.from_dict(state["config"])
        recipe = {
            **config.to_dict(),
            "steps_taken": int(state["step"]),
            "pretrained": bool(state["pretrained"]),
        }
        facts = {"recipes": [recipe]}
        return cls(path, config.model, config.model, config.preprocessing, config.classes, None, facts)

    @classmethod
    def of_card(cls, card: ModelCard) -> Self:
        """Return a published network.

        Raises:
            DataError: its weights cannot be read.
            WeightsError: they are missing or damaged.
        """
        card.verify(card.weights)
        return cls(
            card.weights, card.name, card.architecture, card.preprocessing, card.classes, card.resampling, card.facts
        )

    @property
    def runs(self) -> int:
        """Of how many runs the weights are the mean; an imported network counts as one."""
        return max(1, len(self.facts["recipes"]))

    def build(self) -> nn.Module:
        """Return a network of this form; its weights are fresh."""
        return build_network(self.architecture, 1 if self.classes is None else len(self.classes), self.resampling)

    def load(self) -> nn.Module:
        """Return the network.

        Raises:
            ModelError, WeightsError: the weights do not fit this version's network of that name.
        """
        model = self.build()
        load_weights(model, self.path)
        return model
