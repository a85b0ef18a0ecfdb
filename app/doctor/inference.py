"""Check of what computes the matte: the GPU, ONNX Runtime on the CPU, and the weights."""

import sys
from importlib.metadata import version

from app.core.advice import ShellCommand
from app.devices.linux.system import SystemFiles
from app.doctor.gpu import PROCESSOR, check_gpu
from app.findings.model import Finding, Level
from app.language import _
from bisenet.errors import BisenetError
from bisenet.inference.hardware import has_fast_int8
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
        what = _("ONNX Runtime cannot be loaded ({error}).").format(error=error)
        return Finding(PROCESSOR, Level.PROBLEM, what, _("The person cannot be segmented on the CPU."), (fix,))
    if has_fast_int8():
        what = _("ONNX Runtime {version} computes on the CPU, in int8.")
    else:
        what = _(
            "ONNX Runtime {version} computes on the CPU, in float: this processor is not known to be faster in int8."
        )
    return Finding(PROCESSOR, Level.OK, what.format(version=version("onnxruntime")))


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
            found.append(Finding(WEIGHTS, Level.OK, _("{name} is as published (sha256).").format(name=name)))
    return found


def check_model(word: str) -> list[Finding]:
    """Check a model that is not installed; the installed ones are checked by `check_weights`."""
    try:
        card = find_person_card(word)
        if path_of(word) is None:
            return []
        card.verify()
    except BisenetError as error:
        why = _("bisenet-bg does not start with --model {model}.").format(model=word)
        return [Finding(WEIGHTS, Level.PROBLEM, error.problem, why, (error.advice,) if error.advice else ())]
    return [
        Finding(
            WEIGHTS,
            Level.OK,
            _("{title} in {folder} is as published (sha256).").format(title=card.title, folder=card.weights.parent),
        )
    ]


def _damaged(error: BisenetError) -> Finding:
    folder = weights_folder()
    fix = _("Install bisenet-bg again.")
    if (folder.parent / ".git").exists():
        fix = ShellCommand(f"git -C {folder.parent} checkout -- {folder.name}")
    return Finding(WEIGHTS, Level.PROBLEM, error.problem, _("bisenet-bg does not start with a damaged model."), (fix,))
