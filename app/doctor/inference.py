"""Check of what computes the matte: the GPU, ONNX Runtime on the CPU, and the weights."""

import sys
from importlib.metadata import version

from app.core.advice import ShellCommand
from app.devices.linux.system import SystemFiles
from app.doctor.gpu import PROCESSOR, check_gpu
from app.findings.model import Finding, Level
from bisenet.errors import BisenetError
from bisenet.inference.hardware import has_int8_dot_product
from bisenet.manifest import find_person_card, path_of, read_manifest, weights_folder

WEIGHTS = "weights"


def check_processor(files: SystemFiles) -> list[Finding]:
    """Check the GPU, and ONNX Runtime, which computes on the CPU."""
    return [*check_gpu(files), _onnx_runtime()]


def _onnx_runtime() -> Finding:
    try:
        import bisenet.inference.engines.onnx_engine  # noqa: F401
    except ImportError as error:
        fix = ShellCommand(f"{sys.executable} -m pip install --force-reinstall onnxruntime")
        what = f"ONNX Runtime cannot be loaded ({error})."
        return Finding(PROCESSOR, Level.PROBLEM, what, "The person cannot be segmented on the CPU.", (fix,))
    speed = "in int8" if has_int8_dot_product() else "in float: this processor has no instructions for int8"
    return Finding(PROCESSOR, Level.OK, f"ONNX Runtime {version('onnxruntime')} computes on the CPU, {speed}.")


def check_weights() -> list[Finding]:
    """Compare every model's files with their sha256."""
    try:
        cards = read_manifest()
    except BisenetError as error:
        return [_damaged(error)]
    found = []
    for name, card in cards.items():
        try:
            card.verify()
        except BisenetError as error:
            found.append(_damaged(error))
        else:
            found.append(Finding(WEIGHTS, Level.OK, f"{name} is as published (sha256)."))
    return found


def check_model(word: str) -> list[Finding]:
    """Check a model that is not installed; the installed ones are checked by `check_weights`."""
    try:
        card = find_person_card(word)
        if path_of(word) is None:
            return []
        card.verify()
    except BisenetError as error:
        what, _, advice = str(error).partition("; ")
        fix = f"{advice[:1].upper()}{advice[1:]}"
        return [Finding(WEIGHTS, Level.PROBLEM, f"{what}.", f"bisenet-bg does not start with --model {word}.", (fix,))]
    return [Finding(WEIGHTS, Level.OK, f"{card.title} in {card.weights.parent} is as published (sha256).")]


def _damaged(error: BisenetError) -> Finding:
    folder = weights_folder()
    fix = "Install bisenet-bg again."
    if (folder.parent / ".git").exists():
        fix = ShellCommand(f"git -C {folder.parent} checkout -- {folder.name}")
    what = str(error).partition("; ")[0].rstrip(".") + "."
    return Finding(WEIGHTS, Level.PROBLEM, what, "bisenet-bg does not start with a damaged model.", (fix,))
