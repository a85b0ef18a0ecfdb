"""What computes the matte: GPU, PyTorch, ONNX Runtime, weights."""

import importlib.util
import re
import sys
from importlib.metadata import version
from pathlib import Path

from app.devices.machine import Machine
from app.doctor.findings import Finding, Level
from bisenet.errors import BisenetError
from bisenet.inference.hardware import has_cuda_driver, has_int8_dot_product
from bisenet.manifest import read_manifest, weights_folder

PROCESSOR, WEIGHTS = "processor", "weights"
_NVIDIA = "0x10de"
_ON_CPU = "The person is found on the CPU, which is enough for live video; a GPU is faster."


def check_processor(machine: Machine) -> list[Finding]:
    """Look for a GPU that can be used, and for ONNX Runtime, which computes on the CPU."""
    return [_gpu(machine), _onnx_runtime()]


def _gpu(machine: Machine) -> Finding:
    if not has_cuda_driver():
        if sys.platform.startswith("linux") and _has_nvidia_card(machine):
            what = "There is an NVIDIA graphics card, but its driver is not loaded."
            fix = "Install NVIDIA's driver as your system tells; Ubuntu: `sudo ubuntu-drivers install`."
            return Finding(PROCESSOR, Level.NOTE, what, _ON_CPU, (fix,))
        return Finding(PROCESSOR, Level.OK, "There is no NVIDIA GPU; the CPU is used.")
    if torch_has_cuda():
        return Finding(PROCESSOR, Level.OK, "There is an NVIDIA GPU with a PyTorch that uses it.")
    what = "There is an NVIDIA GPU, but PyTorch is missing or a build for the CPU only."
    fix = f"{sys.executable} -m pip install --force-reinstall torch"
    if sys.platform == "win32":
        fix = "Choose CUDA at https://pytorch.org/get-started/locally and run the command that it shows."
    return Finding(PROCESSOR, Level.NOTE, what, _ON_CPU, (fix,))


def _has_nvidia_card(machine: Machine) -> bool:
    cards = (machine.root / "sys/bus/pci/devices").glob("*")
    facts = (
        (machine.text(f"{card.relative_to(machine.root)}/{name}") for name in ("vendor", "class")) for card in cards
    )
    # Class 0x03 is what can drive a screen; a card also counts as a sound device.
    return any(vendor == _NVIDIA and kind.startswith("0x03") for vendor, kind in facts)


def torch_has_cuda() -> bool:
    """Say whether the installed PyTorch was built with CUDA; to import it would take seconds."""
    spec = importlib.util.find_spec("torch")
    if spec is None or spec.origin is None:
        return False
    try:
        text = (Path(spec.origin).parent / "version.py").read_text(encoding="utf-8")
    except OSError:
        return False
    return re.search(r"^cuda\b[^=]*=\s*['\"]", text, re.MULTILINE) is not None


def _onnx_runtime() -> Finding:
    try:
        import bisenet.inference.engines.onnx_engine  # noqa: F401
    except ImportError as error:
        fix = f"{sys.executable} -m pip install --force-reinstall onnxruntime"
        what = f"ONNX Runtime cannot be loaded ({error})."
        return Finding(PROCESSOR, Level.PROBLEM, what, "Nobody can be found in the picture on the CPU.", (fix,))
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


def _damaged(error: BisenetError) -> Finding:
    folder = weights_folder()
    fix = "Install bisenet-bg again."
    if (folder.parent / ".git").exists():
        fix = f"git -C {folder.parent} checkout -- {folder.name}"
    what = str(error).partition("; ")[0].rstrip(".") + "."
    return Finding(WEIGHTS, Level.PROBLEM, what, "bisenet-bg does not start with a model that is damaged.", (fix,))
