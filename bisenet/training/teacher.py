"""Distillation: a trained model's mattes mixed into the labels of a smaller one.

Source: Hinton et al., "Distilling the Knowledge in a Neural Network", 2015. Where no label counts the teacher alone
decides, which is self-training on those pixels.
"""

import torch
from torch import Tensor, nn

from bisenet.manifest import find_person_card
from bisenet.models.probabilities import probabilities
from bisenet.preprocess import Preprocessing
from bisenet.trained import load_trained


class Teacher(nn.Module):
    """A trained model that is asked in a student's terms.

    Args:
        name: a model of the manifest.
        student: how the student's input was normalised.

    Shape: image (N, 3, H, W) as the student gets it -> matte (N, 1, H, W) in [0, 1].

    Raises:
        ModelError, WeightsError: there is no such trained model.
    """

    def __init__(self, name: str, student: Preprocessing) -> None:
        super().__init__()
        card = find_person_card(name)
        card.verify()
        self.model = load_trained(card)
        own = card.preprocessing
        theirs_mean, theirs_std = torch.tensor(student.mean), torch.tensor(student.std)
        own_mean, own_std = torch.tensor(own.mean), torch.tensor(own.std)
        self.register_buffer("scale", (theirs_std / own_std).reshape(1, 3, 1, 1))
        self.register_buffer("shift", ((theirs_mean - own_mean) / own_std).reshape(1, 3, 1, 1))
        self.eval().requires_grad_(False)

    @torch.no_grad()
    def forward(self, image: Tensor) -> Tensor:
        """Return the matte of a picture that the student sees."""
        logits: Tensor = self.model(image * self.get_buffer("scale") + self.get_buffer("shift"))
        return probabilities(logits.float())


def mix_labels(matte: Tensor, target: Tensor, valid: Tensor, share: float) -> tuple[Tensor, Tensor]:
    """Return (target, valid) with the teacher's opinion in them; afterwards every pixel counts.

    Shape: all (N, 1, H, W).

    Args:
        matte: of the teacher, in [0, 1].
        target: labels in [0, 1].
        valid: 0 where the label does not count, else 1.
        share: of the teacher where the label counts.
    """
    weight = 1 - (1 - share) * valid
    return target + weight * (matte - target), torch.ones_like(valid)
