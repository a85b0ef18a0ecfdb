"""From a card of the manifest to the network that it describes."""

from torch import nn

from bisenet.load import load_weights
from bisenet.manifest import ModelCard
from bisenet.models import create_model


def load_trained(card: ModelCard) -> nn.Module:
    """Return a published network with its weights.

    Raises:
        ModelError: its architecture is unknown.
        WeightsError: the weights are missing or damaged.
    """
    model = create_model(card.architecture, card.num_classes)
    load_weights(model, card.weights)
    return model
