"""The weights that a network starts from.

Sources, which all leave batch norms at a weight of 1 and a bias of 0:

- torchvision starts ResNet and MobileNetV2 from Kaiming's normal distribution by a layer's outputs (fan-out), for ReLU.
  So start these backbones here, until ImageNet weights take the place of that.
- The authors' TorchSeg starts all of BiSeNet but its backbone from Kaiming's normal distribution by a layer's inputs
  (fan-in), for ReLU, and so does ooooverflow. Biases, and the layers of Xception39, keep what PyTorch gives them.
- zllrunning's face parsing does so too, but for a layer without activation (a = 1).
- CoinCheung starts all of BiSeNet V2 from Kaiming's normal distribution by outputs and from biases of 0. The last batch
  norm of each gather-and-expansion layer starts at a weight of 0, so that its residual branch starts silent. One thing
  differs here: the classifiers, whose outputs are the classes, start by inputs. By outputs, the logits of few classes
  start in the tens: five classes with a cross-entropy of 13.6, where guessing costs 1.6.

What is ours, `bisenet-mobilenetv2`, starts as the authors' networks do.
"""

from collections.abc import Iterable
from typing import Literal

from torch import nn

from bisenet.models.bisenet_face import BiSeNetFace
from bisenet.models.bisenet_v2 import BiSeNetV2, GatherExpansionS1, GatherExpansionS2
from bisenet.models.mobilenet_v2 import MobileNetV2
from bisenet.models.resnet import ResNet


def initialise(model: nn.Module) -> None:
    """Give a network of `create_model` the start that its source gives it.

    Args:
        model: changed in place. What its source does not set keeps its value.
    """
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.ones_(module.weight)
            nn.init.zeros_(module.bias)
    if isinstance(model, BiSeNetV2):
        _initialise_v2(model)
        return
    slope = 1.0 if isinstance(model, BiSeNetFace) else 0.0
    for name, child in model.named_children():
        if name != "context_path":
            _kaiming(child.modules(), "fan_in", slope)
        elif isinstance(child, ResNet | MobileNetV2):
            _kaiming(child.modules(), "fan_out")


def _initialise_v2(model: BiSeNetV2) -> None:
    _kaiming(model.modules(), "fan_out")
    for module in model.modules():
        # Only classifiers have a bias.
        if isinstance(module, nn.Conv2d) and module.bias is not None:
            _kaiming([module], "fan_in")
            nn.init.zeros_(module.bias)
        elif isinstance(module, GatherExpansionS1 | GatherExpansionS2):
            nn.init.zeros_(module.conv2.get_parameter("1.weight"))


def _kaiming(modules: Iterable[nn.Module], mode: Literal["fan_in", "fan_out"], slope: float = 0.0) -> None:
    """Draw the weights of all convolutions; `slope` is that of the activation below 0: 0 is ReLU, 1 is none."""
    for module in modules:
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, a=slope, mode=mode, nonlinearity="leaky_relu")
