"""The optimizer of a run and its learning rate at each step."""

import math

from torch import nn
from torch.optim import SGD, AdamW, Optimizer

from bisenet.models.heads import head_parameters
from bisenet.training.config import TrainConfig

_POWER = 0.9
# A run that was made short warms up for a fifth of it at most.
_WARMUP_SHARE = 5


def build_optimizer(model: nn.Module, loaded: set[str], config: TrainConfig) -> Optimizer:
    """Return AdamW or SGD with rates of their own for pretrained parameters and heads.

    Biases and the weights of norms do not decay.

    Args:
        model: whose parameters learn.
        loaded: names of those that did not start at random.
        config: of the run.
    """
    heads = head_parameters(model)
    groups: dict[tuple[float, float], list[nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        factor = (config.pretrained_factor if name in loaded else 1.0) * (config.head_factor if name in heads else 1.0)
        decay = config.weight_decay if parameter.ndim > 1 else 0.0
        groups.setdefault((factor, decay), []).append(parameter)
    parameters = [
        {"params": group, "weight_decay": decay, "factor": factor} for (factor, decay), group in groups.items()
    ]
    if config.optimizer == "sgd":
        return SGD(parameters, config.learning_rate, config.momentum)
    return AdamW(parameters, config.learning_rate)


def set_learning_rate(optimizer: Optimizer, config: TrainConfig, step: int) -> float:
    """Warm up linearly, then follow the schedule to zero; return the rate of parameters whose factor is 1."""
    done = step / config.steps
    falling = (1 - done) ** _POWER if config.schedule == "poly" else 0.5 * (1 + math.cos(math.pi * done))
    warmup = min(config.warmup, config.steps // _WARMUP_SHARE)
    rate = config.learning_rate * min(1.0, (step + 1) / max(1, warmup)) * falling
    for group in optimizer.param_groups:
        group["lr"] = rate * group["factor"]
    return rate
