"""Check of the GPU: the card, its driver, the installed PyTorch, their compatibility, and a test with one frame."""

import importlib.util
import json
import re
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.child_python import module_command
from app.core.advice import ShellCommand
from app.devices.linux.system import SystemFiles
from app.findings.model import Finding, Level
from app.language import N_, _
from app.system_errors import reason_of
from app.torch_advice import steps_to_add_torch, steps_to_replace_torch
from bisenet.inference.hardware import Gpu, find_gpu

PROCESSOR = "processor"
ON_CPU = N_("The person is found on the CPU, which is enough for live video; a GPU is faster.")
# Nothing is promised that has not been measured.
UNMEASURED = N_("The makers of bisenet-bg have measured nothing on a GPU yet; this self-test is of your own card.")
_NVIDIA = "0x10de"
_SELF_TEST = module_command("app.doctor.gpu_test")
# Importing PyTorch alone may take ten seconds if the disk has not cached it.
_SECONDS = 120.0
# Largest mean difference from the CPU's picture, in levels of 255, due to half precision.
_MOST_DIFFERENCE = 2.0


@dataclass(frozen=True)
class Torch:
    """The installed PyTorch, according to its files.

    Attributes:
        version: of PyTorch; "?" if its files do not say.
        cuda: version of CUDA that it was built with; None for the CPU only.
    """

    version: str
    cuda: str | None


def check_gpu(files: SystemFiles) -> list[Finding]:
    """Look for a usable GPU, and test it with a frame in a separate process."""
    gpu = find_gpu()
    if gpu is None:
        return [_without_driver(files)]
    torch = installed_torch()
    if torch is None:
        what = _("{card}; PyTorch, which it needs, is not installed.").format(card=card_words(gpu))
        return [Finding(PROCESSOR, Level.NOTE, what, _(ON_CPU), steps_to_add_torch())]
    if torch.cuda is None:
        what = _("{card}; PyTorch {version} is a build for the CPU only.").format(
            card=card_words(gpu), version=torch.version
        )
        return [Finding(PROCESSOR, Level.NOTE, what, _(ON_CPU), steps_to_replace_torch())]
    return [*_tested(gpu, torch), Finding(PROCESSOR, Level.OK, _(UNMEASURED))]


def card_words(gpu: Gpu) -> str:
    """Return card, compute capability and driver as text."""
    capability, cuda = ("{}.{}".format(*pair) for pair in (gpu.capability, gpu.cuda))
    if not gpu.driver:
        return _("{name}, compute capability {capability}, driver of unknown version for CUDA up to {cuda}").format(
            name=gpu.name, capability=capability, cuda=cuda
        )
    return _("{name}, compute capability {capability}, driver {driver} for CUDA up to {cuda}").format(
        name=gpu.name, capability=capability, driver=gpu.driver, cuda=cuda
    )


def installed_torch() -> Torch | None:
    """Return the installed PyTorch without importing it, which would take seconds."""
    spec = importlib.util.find_spec("torch")
    if spec is None or spec.origin is None:
        return None
    try:
        text = (Path(spec.origin).parent / "version.py").read_text(encoding="utf-8")
    except OSError:
        return None
    found = {
        name: match[1] if (match := re.search(rf"^{name}\b[^=]*=\s*['\"]([^'\"]*)['\"]", text, re.MULTILINE)) else None
        for name in ("__version__", "cuda")
    }
    return Torch(found["__version__"] or "?", found["cuda"])


def fits(capability: tuple[int, int], kernels: Sequence[str]) -> bool:
    """Say whether PyTorch has kernels for a card.

    Args:
        capability: of the card.
        kernels: of PyTorch: "sm_86" for cards of 8.6 and later ones of 8, "compute_90" for all from 9.0 on.
    """
    for kernel in kernels:
        kind, _, number = kernel.partition("_")
        digits = re.match(r"\d+", number)
        if digits is None:
            continue
        major, minor = divmod(int(digits[0]), 10)
        if kind == "sm" and major == capability[0] and minor <= capability[1]:
            return True
        if kind == "compute" and (major, minor) <= capability:
            return True
    return False


def _tested(gpu: Gpu, torch: Torch) -> list[Finding]:
    card, build = card_words(gpu), {"version": torch.version, "cuda": torch.cuda}
    told = self_test()
    match told:
        case {"kernels": list(kernels), "problem": str(problem), "difference": float(difference), "ms": float(ms)}:
            pass
        case _:
            end = told if isinstance(told, str) else _("its answer cannot be read")
            problem = _("Its self-test ended without an answer ({reason}).").format(reason=end)
            kernels, difference, ms = [], 0.0, 0.0
    if kernels and not fits(gpu.capability, kernels):
        what = _("{card}; PyTorch {version} for CUDA {cuda} has no kernels for it, only for {kernels}.").format(
            card=card, kernels=", ".join(kernels), **build
        )
        return [Finding(PROCESSOR, Level.WARNING, what, _(ON_CPU), steps_to_replace_torch())]
    if problem:
        what = _("{card}; PyTorch {version} for CUDA {cuda} cannot use it. {problem}").format(
            card=card, problem=problem, **build
        )
        return [Finding(PROCESSOR, Level.WARNING, what, _(ON_CPU), steps_to_replace_torch())]
    what = _("{card}; PyTorch {version} for CUDA {cuda} fits.").format(card=card, **build)
    found = [Finding(PROCESSOR, Level.OK, what)]
    proof = _(
        "One frame on the GPU takes {ms:.1f} ms and differs from the CPU's by {difference:.2f} of 255 levels."
    ).format(ms=ms, difference=difference)
    if not difference <= _MOST_DIFFERENCE:
        why = _("It may show what it should not, or cut off what it should show.")
        fix = _("Choose the CPU: bisenet-bg --device cpu, and report this line.")
        return [*found, Finding(PROCESSOR, Level.WARNING, proof, why, (fix,))]
    return [*found, Finding(PROCESSOR, Level.OK, proof)]


def self_test() -> object:
    """Return the self-test's result as JSON values, or why it ended without one."""
    try:
        done = subprocess.run(
            _SELF_TEST,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return _("no answer within {seconds:g} s").format(seconds=_SECONDS)
    except OSError as error:
        return _("it cannot be started: {strerror}").format(strerror=reason_of(error))
    # A process that crashes after its answer has failed.
    if done.returncode == 0:
        with suppress(ValueError, IndexError):
            return json.loads(done.stdout.strip().splitlines()[-1])
    return (done.stderr.strip().splitlines() or [_("exit status {status}").format(status=done.returncode)])[-1]


def _without_driver(files: SystemFiles) -> Finding:
    if sys.platform.startswith("linux") and _has_nvidia_card(files):
        what = _("There is an NVIDIA graphics card, but its driver is not loaded.")
        fix = _("Install NVIDIA's driver as your system's documentation says; on Ubuntu:")
        return Finding(PROCESSOR, Level.NOTE, what, _(ON_CPU), (fix, ShellCommand("sudo ubuntu-drivers install")))
    return Finding(PROCESSOR, Level.OK, _("There is no NVIDIA GPU; the CPU is used."))


def _has_nvidia_card(files: SystemFiles) -> bool:
    cards = (files.root / "sys/bus/pci/devices").glob("*")
    facts = ((files.text(f"{card.relative_to(files.root)}/{name}") for name in ("vendor", "class")) for card in cards)
    # Class 0x03 is a display controller; a card is also a sound device.
    return any(vendor == _NVIDIA and kind.startswith("0x03") for vendor, kind in facts)
