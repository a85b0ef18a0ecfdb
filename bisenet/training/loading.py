"""Loads batches in worker processes, and passes their errors on unchanged."""

from collections.abc import Iterator, Sequence

from torch.utils.data import DataLoader, Dataset, Subset, default_collate

from bisenet.errors import BisenetError
from bisenet.training.tasks import Item


class _Answering(Dataset[Item | BisenetError]):
    """Returns the errors of a data set: raised in a worker they would arrive with its traceback as their message."""

    def __init__(self, dataset: Dataset[Item]) -> None:
        self._dataset = dataset

    def __getitem__(self, index: int) -> Item | BisenetError:
        try:
            return self._dataset[index]
        except BisenetError as error:
            return error


def _collate(items: Sequence[Item | BisenetError]) -> Item | BisenetError:
    for item in items:
        if isinstance(item, BisenetError):
            return item
    image, target, valid = default_collate(list(items))
    return image, target, valid


def batches(
    dataset: Dataset[Item], indices: Sequence[int], batch_size: int, workers: int, pin_memory: bool
) -> Iterator[Item]:
    """Yield batches of the items at `indices`, in order.

    Args:
        dataset: gives (image, target, valid).
        indices: a multiple of `batch_size` of them.
        batch_size: items of a batch.
        workers: processes that prepare items; 0 prepares them in this one.
        pin_memory: whether the batches are bound for CUDA.

    Raises:
        BisenetError: what the data set raised.
    """
    loader = DataLoader(
        _Answering(Subset(dataset, indices)),
        batch_size,
        sampler=range(len(indices)),
        num_workers=workers,
        collate_fn=_collate,
        pin_memory=pin_memory,
    )
    for batch in loader:
        if isinstance(batch, BisenetError):
            raise batch
        yield batch
