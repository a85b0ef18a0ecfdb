"""PyTorch, meant for CUDA: half precision and channels-last there, fp32 on the CPU."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from bisenet.errors import ModelError
from bisenet.inference.engines import Engine
from bisenet.language import _
from bisenet.models.probabilities import probabilities
from bisenet.preprocess import Preprocessing


class TorchEngine(Engine):
    """Runs a module in eval mode.

    Args:
        model: maps (1, 3, h, w) to logits (1, C, h, w); moved to the device and changed to its precision.
        preprocessing: how it wants its input.
        device: `cpu` or `cuda`.
        threads: how many CPU threads torch may use; a setting of the whole process.

    Raises:
        ModelError: CUDA was asked for and is not there.
    """

    name = "PyTorch"

    def __init__(self, model: nn.Module, preprocessing: Preprocessing, device: str, threads: int) -> None:
        if device == "cuda" and not torch.cuda.is_available():
            raise ModelError(_("PyTorch finds no CUDA device here; choose --device cpu or auto."))
        self.device = "CUDA" if device == "cuda" else "CPU"
        torch.set_num_threads(threads)
        self._device = torch.device(device)
        self._dtype = torch.float16 if device == "cuda" else torch.float32
        self._model = model.eval().to(self._device, self._dtype)
        self._model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._mean, self._std = (
            255 * torch.tensor(values, device=self._device) for values in (preprocessing.mean, preprocessing.std)
        )

    @torch.inference_mode()
    def probabilities(self, rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Map RGB uint8 (h, w, 3) to each class's share, float32 (C, h, w) in [0, 1]."""
        image = (torch.from_numpy(rgb).to(self._device) - self._mean) / self._std
        x = image.to(self._dtype).permute(2, 0, 1)[None].contiguous(memory_format=torch.channels_last)
        shares = probabilities(self._model(x).float())[0]
        return np.asarray(shares.cpu().numpy(), np.float32)
