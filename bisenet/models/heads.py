"""Finds the parameters of a network's heads: those that learn faster, and those that only training needs."""

from torch import nn

# Children of the networks of `bisenet.models` that fuse and classify; by prefix, so `aux` is also `aux5_4.`.
_HEADS = ("aux", "classifier.", "ffm.", "head.", "heads.", "reduce.", "supervisions.")
_AUXILIARY = ("aux", "heads.0.", "heads.1.", "supervisions.")


def head_parameters(model: nn.Module) -> set[str]:
    """Return the names of the parameters that the references train at ten times the learning rate.

    Source: CoinCheung's BiSeNet and zllrunning's face parsing. Of BiSeNet V2 these are the main head and the boosters;
    of all others the fusion module and what follows it, and the auxiliary heads. The authors' TorchSeg and ooooverflow
    go further and take all but the backbone, whose parameters are `context_path.*`.

    Args:
        model: of `create_model`.
    """
    return {name for name, _ in model.named_parameters() if name.startswith(_HEADS)}


def auxiliary_parameters(model: nn.Module) -> set[str]:
    """Return the names of the parameters of the auxiliary heads, which do not run in eval mode.

    Args:
        model: of `create_model`.
    """
    return {name for name, _ in model.named_parameters() if name.startswith(_AUXILIARY)}
