"""Chooses the precision of a training step: bfloat16 if the processor has instructions for it, else float32."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import torch
from torch import Tensor, nn

from bisenet.inference.hardware import has_bfloat16_products


def choose_precision(device: torch.device) -> torch.dtype:
    """Return bfloat16 or float32, whichever is faster on a device.

    A processor without AMX or AVX512-BF16 converts each number by itself, which makes a step five to ten times slower
    than in float32.
    """
    if device.type == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported(including_emulation=False) else torch.float32
    return torch.bfloat16 if has_bfloat16_products() else torch.float32


def autocast(device: torch.device, precision: torch.dtype | None = None) -> AbstractContextManager[object]:
    """Return the context in which a network runs forward in bfloat16 or float32; None takes the device's own."""
    precision = precision or choose_precision(device)
    return torch.autocast(device.type, torch.bfloat16, enabled=precision is torch.bfloat16)


def keep_strided_depthwise_in_float32(model: nn.Module) -> None:
    """Make the depthwise convolutions of stride 2 run in float32 on the CPU.

    Their gradient takes four times as long in bfloat16: a tenth of a step of `bisenet-mobilenetv2`.

    Args:
        model: changed in place; its weights keep their names.
    """
    for module in model.modules():
        if isinstance(module, nn.Conv2d) and module.groups == module.in_channels > 1 and module.stride[0] > 1:
            module.forward = _in_float32(module.forward)  # type: ignore[method-assign, assignment]


def _in_float32(forward: Callable[[Tensor], Tensor]) -> Callable[[Tensor], Tensor]:
    def run(x: Tensor) -> Tensor:
        with torch.autocast(x.device.type, enabled=False):
            return forward(x.float())

    return run
