"""Checks whether PyTorch can compute on the GPU, by trying it."""

from bisenet.extras import how_to_add_torch
from bisenet.language import _


def gpu_problem() -> str:
    """Return why PyTorch cannot compute on the GPU, as sentences; "" where it can.

    A card that is there may still be one for which the installed PyTorch has no kernels, which shows only when the
    first is started. It imports torch, so it is asked only where there is a driver.
    """
    try:
        import torch
    except Exception as error:
        if isinstance(error, ModuleNotFoundError) and error.name == "torch":
            return _("PyTorch is not installed. {advice}").format(advice=how_to_add_torch())
        # Where a library is missing torch raises ImportError, OSError or ValueError, and others at a second try.
        return _("PyTorch cannot be loaded ({problem}).").format(problem=first_line(error))
    if torch.version.cuda is None:
        return _("The installed PyTorch is a build for the CPU only.")
    try:
        if not torch.cuda.is_available():
            return _("PyTorch finds no CUDA device.")
        picture = torch.ones(1, 8, 16, 16, dtype=torch.float16, device="cuda")
        weights = torch.ones(8, 8, 3, 3, dtype=torch.float16, device="cuda")
        torch.nn.functional.conv2d(picture, weights, padding=1)
        # Kernels run after the call that starts them has returned, and so do their errors.
        torch.cuda.synchronize()
    except Exception as error:
        # Most are RuntimeError, but not what was put off until CUDA's first use.
        return _("PyTorch cannot compute on it ({problem}).").format(problem=first_line(error))
    return ""


def first_line(error: BaseException) -> str:
    """Return the first line of an error message, or the name of an error without a message."""
    return (str(error).strip() or type(error).__name__).splitlines()[0]
