"""Builds the networks described by checkpoints and cards of the manifest."""

from typing import get_args

from torch import nn

from bisenet.errors import ModelError
from bisenet.language import _
from bisenet.load import load_weights
from bisenet.manifest import ModelCard
from bisenet.models import create_model
from bisenet.models.bisenet_v1 import BiSeNet
from bisenet.models.layers import Resampling


def build_network(architecture: str, num_classes: int = 1, resampling: str | None = None) -> nn.Module:
    """Return a network that holds no trained weights yet.

    Args:
        architecture: a name of `list_models`.
        num_classes: channels of its logits.
        resampling: of all its upsampling, a value of `bisenet.models.layers.Resampling`; None leaves the architecture's
            own.

    Raises:
        ModelError: the architecture or the resampling is unknown, or they do not go together.
    """
    model = create_model(architecture, num_classes)
    if resampling is None:
        return model
    for known in get_args(Resampling):
        if resampling == known and isinstance(model, BiSeNet):
            model.resampling = known
            return model
    if not isinstance(model, BiSeNet):
        raise ModelError(
            _("{architecture} upsamples in one way only; leave out --resampling.").format(architecture=architecture)
        )
    raise ModelError(
        _("There is no resampling '{resampling}'; choose one of: {names}.").format(
            resampling=resampling, names=", ".join(get_args(Resampling))
        )
    )


def load_trained(card: ModelCard) -> nn.Module:
    """Return a published network with its weights.

    Raises:
        ModelError: its architecture or resampling is unknown.
        WeightsError: the weights are missing or damaged.
    """
    model = build_network(card.architecture, card.num_classes, card.resampling)
    load_weights(model, card.weights)
    return model
