"""The registry: every architecture by name."""

from collections.abc import Callable

from torch import nn

from bisenet.errors import ModelError
from bisenet.language import _
from bisenet.models.bisenet_concat import BiSeNetConcat
from bisenet.models.bisenet_face import BiSeNetFace
from bisenet.models.bisenet_v1 import BiSeNet
from bisenet.models.bisenet_v2 import BiSeNetV2
from bisenet.models.initialise import initialise
from bisenet.models.mobilenet_v2 import MobileNetV2
from bisenet.models.resnet import ResNet18, ResNet101
from bisenet.models.slim import SlimBiSeNet
from bisenet.models.xception import Xception39

__all__ = ["check_name", "create_model", "initialise", "list_models"]

_BUILDERS: dict[str, Callable[[int], nn.Module]] = {
    "bisenet-concat-resnet101": lambda num_classes: BiSeNetConcat(ResNet101(), num_classes),
    "bisenet-concat-resnet18": lambda num_classes: BiSeNetConcat(ResNet18(), num_classes),
    "bisenet-face": BiSeNetFace,
    "bisenet-mobilenetv2": lambda num_classes: SlimBiSeNet(MobileNetV2(), num_classes),
    "bisenet-resnet101": lambda num_classes: BiSeNet(ResNet101(deep_stem=True), num_classes, head=256),
    "bisenet-resnet101-torchvision": lambda num_classes: BiSeNet(ResNet101(), num_classes, head=256),
    "bisenet-resnet18": lambda num_classes: BiSeNet(ResNet18(), num_classes),
    "bisenet-xception39": lambda num_classes: BiSeNet(Xception39(), num_classes, aux_head=128),
    "bisenetv2": BiSeNetV2,
    "bisenetv2-bilinear": lambda num_classes: BiSeNetV2(num_classes, bilinear=True),
}


def list_models() -> list[str]:
    """Return the names that `create_model` knows, sorted."""
    return sorted(_BUILDERS)


def check_name(name: str) -> None:
    """Make sure that `create_model` knows a name.

    Raises:
        ModelError: it does not; the message lists the names that it knows.
    """
    if name not in _BUILDERS:
        raise ModelError(
            _("There is no model named '{name}'; choose one of: {models}.").format(
                name=name, models=", ".join(list_models())
            )
        )


def create_model(name: str, num_classes: int = 1) -> nn.Module:
    """Build an architecture with the fresh weights of `initialise`.

    In eval mode the model maps (N, 3, H, W) to logits (N, num_classes, H, W); in training mode it returns those
    and its auxiliary outputs, a tuple of tensors of that shape.

    Raises:
        ModelError: the name is unknown; the message lists the known ones.
    """
    check_name(name)
    model = _BUILDERS[name](num_classes)
    initialise(model)
    return model
