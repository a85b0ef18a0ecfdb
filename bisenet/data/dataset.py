"""The training stream: sample i is a pure function of (seed, i), so that a resumed run sees the same data."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Self

import numpy as np
import torch
from numpy.random import Generator
from torch import Tensor
from torch.utils.data import Dataset

from bisenet.data.compositing import paste_person, soften_background
from bisenet.data.folder import Pair, list_pairs, read_mask, read_rgb, read_soft_label, soft_label_of, split_mask
from bisenet.data.geometry import Sample, random_view
from bisenet.data.objects import Objects, add_table
from bisenet.data.photometric import degrade, relight
from bisenet.data.props import add_chair, add_headset, add_microphone
from bisenet.data.sources import (
    ASPECTS,
    BLURRED_SCENE,
    BYSTANDER,
    BYSTANDER_HEIGHTS,
    BYSTANDERS,
    CHAIR,
    HEADSET,
    MICROPHONE,
    OBJECT_BEHIND,
    OBJECT_IN_FRONT,
    OBJECTS,
    RELIT,
    SCENES,
    SECOND_PERSON,
    TABLE,
    Source,
    find_sources,
)
from bisenet.preprocess import Preprocessing


class Mixture:
    """Draws pictures from several folders by weight.

    Args:
        root: holds the folders.
        sources: which folders, and their weights.
        labels: holds soft labels that `bisenet soften` wrote, or None.

    Raises:
        DataError: a folder holds no picture, or a picture has no mask.
    """

    def __init__(self, root: Path, sources: Sequence[Source], labels: Path | None = None) -> None:
        self.sources = sources
        self.pairs = {source.name: list_pairs(root / source.name) for source in self.sources}
        weights = np.array([source.weight for source in self.sources])
        self._labels = labels
        self._cumulative = np.cumsum(weights / weights.sum())

    @classmethod
    def of_those_there(cls, root: Path, sources: Iterable[Source]) -> Self | None:
        """Return a mixture of the folders that are there; None where none is."""
        there = [source for source in sources if (root / source.name).is_dir()]
        return cls(root, there) if there else None

    def draw(self, rng: Generator) -> tuple[Source, Sample]:
        """Return a source and one of its pictures at its own size."""
        chosen = int(np.searchsorted(self._cumulative, rng.random()))
        source = self.sources[min(chosen, len(self.sources) - 1)]
        pairs = self.pairs[source.name]
        pair = pairs[int(rng.integers(len(pairs)))]
        return source, read_sample(pair, self._labels and soft_label_of(pair, self._labels / source.name))


def read_sample(pair: Pair, soft_label: Path | None = None) -> Sample:
    """Read a picture and its mask, or the soft label that takes its place, as a `Sample`."""
    rgb = read_rgb(pair.image)
    person, counts = split_mask(read_mask(pair, rgb.shape[:2]))
    if soft_label is not None:
        person = read_soft_label(soft_label, rgb.shape[:2])
    return Sample(rgb, np.dstack([person, counts]))


class WebcamDataset(Dataset[tuple[Tensor, Tensor, Tensor]]):
    """An endless-looking stream of webcam-like pictures.

    Item i is (image, target, valid): normalised float32 (3, h, w), float32 (1, h, w) in [0, 1], float32 (1, h, w)
    of 0 and 1. All items of a batch (`batch_size` consecutive ones) share h and w.

    Args:
        root: holds the training sets.
        preprocessing: of the network.
        budgets: input sizes in pixels, one drawn per batch.
        length: how many items there are.
        batch_size: items of a batch.
        seed: decides everything, together with an item's index.
        shares: weights of sets that differ from those of `bisenet.data.sources`.
        degraded: share of the pictures that are made as bad as a webcam's.
        labels: holds soft labels that `bisenet soften` wrote, or None.
    """

    def __init__(
        self,
        root: Path,
        preprocessing: Preprocessing,
        budgets: tuple[int, ...],
        *,
        length: int,
        batch_size: int,
        seed: int,
        shares: Mapping[str, float] | None = None,
        degraded: float = 1.0,
        labels: Path | None = None,
    ) -> None:
        root, people = find_sources(root, shares or {})
        self._people = Mixture(root, people, labels)
        self._scenes = Mixture.of_those_there(root, SCENES)
        self._bystanders = Mixture.of_those_there(root, BYSTANDERS)
        objects = Objects(root / OBJECTS)
        self._additions = (
            (OBJECT_BEHIND, objects.add_behind),
            (CHAIR, add_chair),
            (HEADSET, add_headset),
            (MICROPHONE, add_microphone),
            (OBJECT_IN_FRONT, objects.add_in_front),
            (TABLE, add_table),
            (RELIT, relight),
        )
        self._preprocessing = preprocessing
        self._budgets = budgets
        self._length = length
        self._batch_size = batch_size
        self._seed = seed
        self._degraded = degraded

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor, Tensor]:
        rng = np.random.default_rng((self._seed, 1, index))
        sample = self._furnish(self._compose(self._size(index // self._batch_size), rng), rng)
        rgb = degrade(sample.rgb, rng) if rng.random() < self._degraded else sample.rgb
        image = self._preprocessing.normalise(rgb)
        target = sample.label[..., 0].astype(np.float32)[None] / 255.0
        valid = (sample.label[..., 1] > 250).astype(np.float32)[None]
        return torch.from_numpy(image), torch.from_numpy(target), torch.from_numpy(valid)

    def _size(self, batch: int) -> tuple[int, int]:
        rng = np.random.default_rng((self._seed, 0, batch))
        aspects, shares = zip(*ASPECTS, strict=True)
        aspect = float(rng.choice(aspects, p=shares))
        budget = int(rng.choice(self._budgets))
        return replace(self._preprocessing, pixel_budget=budget).input_size(1000, round(1000 * aspect))

    def _compose(self, size: tuple[int, int], rng: Generator) -> Sample:
        source, sample = self._people.draw(rng)
        if self._scenes is None or rng.random() >= source.composite:
            view = random_view(sample, size, rng, source.zooms, source.stretch)
            if self._bystanders is not None and rng.random() < BYSTANDER:
                view = paste_person(view, self._bystanders.draw(rng)[1], BYSTANDER_HEIGHTS, rng, far=True)
            return view
        scene = random_view(self._scenes.draw(rng)[1], size, rng)
        if rng.random() < BLURRED_SCENE:
            scene = soften_background(scene, rng)
        if rng.random() < SECOND_PERSON:
            other, second = self._people.draw(rng)
            if other.composite:
                scene = paste_person(scene, second, other.heights, rng)
        return paste_person(scene, sample, source.heights, rng)

    def _furnish(self, sample: Sample, rng: Generator) -> Sample:
        for share, add in self._additions:
            if rng.random() < share:
                sample = add(sample, rng)
        return sample
