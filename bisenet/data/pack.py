"""Packs data into shards small enough to copy to another machine, each a fair sample of all sets."""

import io
import tarfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from bisenet.data.folder import list_pairs, soft_label_of
from bisenet.errors import DataError
from bisenet.files import replacing

# Longest side of a packed picture: what a network's input of 192 x 320 needs for crops of two thirds of it.
_SIDE = 384
_QUALITY = 78
_MEBIBYTE = 2**20


@dataclass(frozen=True)
class _Item:
    """Files that belong together, by their names in a shard: a picture, its mask and its soft label."""

    files: tuple[tuple[str, Path], ...]


def pack(data: Path, out: Path, mebibytes: float, labels: Path | None = None, *, progress: bool = False) -> list[Path]:
    """Write the sets of `DATA/train` and `DATA/val` into `OUT/shard-NN.tar`, shrunk to 384 pixels.

    Args:
        data: holds `train/` and `val/`.
        out: folder to write to; created if missing.
        mebibytes: largest size of a shard.
        labels: soft labels of the training sets, or None.
        progress: show a progress bar.

    Returns:
        The shards. The first holds all of `val/` and begins with the training sets in turn, as all others go on.

    Raises:
        DataError: no set is there, a picture or mask cannot be read, or nothing can be written.
    """
    val = [item for folder in _sets(data / "val") for item in _items(folder, f"val/{folder.name}", None)]
    train = _interleaved([_items(folder, f"train/{folder.name}", labels) for folder in _sets(data / "train")])
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(f"{out} cannot be made ({error.strerror}); choose another folder.") from error
    # An archive is padded to a whole record.
    limit = round(mebibytes * _MEBIBYTE) - tarfile.RECORDSIZE
    shards: list[Path] = []
    content: list[tuple[str, bytes]] = []
    size = 0
    for item in tqdm([*val, *train], unit="picture", disable=not progress):
        members = [(name, _shrunk(path, name)) for name, path in item.files]
        more = sum(_in_tar(data) for _, data in members)
        if content and size + more > limit:
            shards.append(_write(out, len(shards), content))
            content, size = [], 0
        content += members
        size += more
    return [*shards, _write(out, len(shards), content)]


def unpack(shards: Sequence[Path], out: Path) -> None:
    """Unpack shards into a folder, which then holds `train/`, `val/` and `labels/` as far as they were packed.

    Raises:
        DataError: a shard cannot be read, or nothing can be written.
    """
    for shard in shards:
        try:
            with tarfile.open(shard) as tar:
                tar.extractall(out, filter="data")
        except (OSError, tarfile.TarError) as error:
            raise DataError(f"{shard} cannot be unpacked ({error}); pack it again.") from error


def _sets(root: Path) -> list[Path]:
    folders = sorted(path for path in root.iterdir() if path.is_dir()) if root.is_dir() else []
    if not folders:
        raise DataError(f"{root} holds no sets; give the folder that holds train/ and val/.")
    return folders


def _items(folder: Path, name: str, labels: Path | None) -> list[_Item]:
    items = []
    for pair in list_pairs(folder):
        suffix = pair.image.suffix if folder.name == "objects" else ".webp"
        where = f"{name}/images" if pair.image.parent.name == "images" else name
        files = [(f"{where}/{pair.image.stem}{suffix}", pair.image)]
        if pair.mask is not None:
            files.append((f"{name}/masks/{pair.mask.name}", pair.mask))
        soft = labels and soft_label_of(pair, labels / folder.name)
        if soft is not None:
            files.append((f"labels/{folder.name}/{soft.name}", soft))
        items.append(_Item(tuple(files)))
    # By name neighbours are of one person or one room.
    order = np.random.default_rng(0).permutation(len(items))
    return [items[index] for index in order]


def _interleaved(sets: Sequence[Sequence[_Item]]) -> Iterator[_Item]:
    """Yield the items of all sets so that after each share of the whole the same share of every set has come."""
    places = [
        ((index + 0.5) / len(items), number, index) for number, items in enumerate(sets) for index in range(len(items))
    ]
    for _, number, index in sorted(places):
        yield sets[number][index]


def _shrunk(path: Path, name: str) -> bytes:
    """Return a picture or mask in its packed form; cut-out objects stay as they are."""
    if "/objects/" in name:
        return path.read_bytes()
    is_mask, is_soft = "/masks/" in name, name.startswith("labels/")
    picture = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE if is_mask or is_soft else cv2.IMREAD_COLOR)
    if picture is None:
        raise DataError(f"{path} cannot be read as a picture; remove it or replace it.")
    scale = min(1.0, _SIDE / max(picture.shape[:2]))
    size = (max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale)))
    # A mask has values that mean something, so that none between them may appear.
    small = cv2.resize(picture, size, interpolation=cv2.INTER_NEAREST_EXACT if is_mask else cv2.INTER_AREA)
    return _encoded(np.asarray(small, np.uint8), ".png" if is_mask or is_soft else ".webp")


def _encoded(picture: NDArray[np.uint8], suffix: str) -> bytes:
    settings = [cv2.IMWRITE_WEBP_QUALITY, _QUALITY] if suffix == ".webp" else [cv2.IMWRITE_PNG_COMPRESSION, 9]
    _, data = cv2.imencode(suffix, picture, settings)
    return bytes(data)


def _in_tar(data: bytes) -> int:
    """Return how many bytes a file takes in a tar archive, with its header."""
    return tarfile.BLOCKSIZE * (1 + -(-len(data) // tarfile.BLOCKSIZE))


def _write(out: Path, number: int, content: Sequence[tuple[str, bytes]]) -> Path:
    path = out / f"shard-{number:02d}.tar"
    with replacing(path) as beside, tarfile.open(beside, "w") as tar:
        for name, data in content:
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return path
