"""Writing soft labels for the training sets whose masks are coarse, with the help of a saliency network.

Source of the network: Qin et al., "U2-Net: Going Deeper with Nested U-Structure for Salient Object Detection", 2020;
its input is normalised as its authors do.
"""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from bisenet.data.folder import Pair, list_pairs, read_mask, read_rgb, split_mask
from bisenet.data.soft_labels import soften
from bisenet.errors import DataError, WeightsError
from bisenet.files import replacing
from bisenet.onnx_runtime import onnxruntime

# Their masks are polygons, or an instance segmenter's.
COARSE_SETS = ("homes", "homes_multi", "homes_boxed", "meeting", "pets")
_SIDE = 320
_MEAN = np.array([0.485, 0.456, 0.406], np.float32)
_STD = np.array([0.229, 0.224, 0.225], np.float32)


class SaliencyNetwork:
    """Finds salient objects in a picture.

    Args:
        path: U2-Net as an ONNX graph of input (1, 3, 320, 320), whose first output is (1, 1, 320, 320).
        threads: how many CPU threads it may use.

    Raises:
        WeightsError: the graph cannot be loaded.
    """

    def __init__(self, path: Path, threads: int) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        try:
            self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
            self._input = self._session.get_inputs()[0].name
            self._output = self._session.get_outputs()[0].name
        except Exception as error:
            raise WeightsError(f"{path} cannot be loaded ({error}); give U2-Net as an ONNX file.") from error

    def __call__(self, rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Map RGB uint8 (H, W, 3) to uint8 (H, W), 255 where something is salient."""
        small = cv2.resize(rgb, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)
        image = (small / max(float(small.max()), 1.0) - _MEAN) / _STD
        (answer,) = self._session.run([self._output], {self._input: image.transpose(2, 0, 1)[None]})
        saliency = answer[0, 0] - answer[0, 0].min()
        saliency /= max(float(saliency.max()), 1e-6)
        full = cv2.resize(saliency, (rgb.shape[1], rgb.shape[0]), interpolation=cv2.INTER_LINEAR)
        return np.asarray(np.rint(full * 255), np.uint8)


def write_soft_labels(
    network: SaliencyNetwork,
    data: Path,
    out: Path,
    sets: Sequence[str] = COARSE_SETS,
    *,
    progress: bool = False,
) -> int:
    """Write `OUT/SET/NAME.png` for every picture of the sets; existing ones are kept, so a run can be resumed.

    Args:
        network: the saliency network.
        data: holds the training sets.
        out: folder to write to; made if absent.
        sets: names of sets; those that are absent are left out.
        progress: show a progress bar.

    Returns:
        How many labels there are afterwards.

    Raises:
        DataError: no set is there, a picture or mask cannot be read, or nothing can be written.
    """
    pairs = [(name, pair) for name in sets if (data / name).is_dir() for pair in list_pairs(data / name)]
    if not pairs:
        raise DataError(f"{data} holds none of the folders {', '.join(sets)}; give the folder that holds them.")
    for name, pair in tqdm(pairs, unit="picture", disable=not progress):
        path = out / name / f"{pair.image.stem}.png"
        if not path.exists():
            _write(network, pair, path)
    return len(pairs)


def _write(network: SaliencyNetwork, pair: Pair, path: Path) -> None:
    rgb = read_rgb(pair.image)
    person, counts = split_mask(read_mask(pair, rgb.shape[:2]))
    label = soften(person, counts, network(rgb))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(f"{path.parent} cannot be made ({error.strerror}); choose another folder.") from error
    with replacing(path) as beside:
        beside.write_bytes(cv2.imencode(path.suffix, label)[1].tobytes())
