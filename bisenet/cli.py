"""The `bisenet` command: train networks, measure them, publish and use them."""

import argparse
import os
import sys
from collections.abc import Sequence

from bisenet import __version__
from bisenet.arguments import Parser
from bisenet.commands import evaluate, export, import_checkpoint, publish, quantise, segment, soften, summary, train
from bisenet.errors import BisenetError
from bisenet.extras import add_command
from bisenet.media.system_libraries import why_it_cannot_start

_EXAMPLES = """examples:
  bisenet train --model bisenet-resnet18 --data data/train --pretrained resnet18.safetensors --out run.pt
  bisenet train --model bisenet-resnet18 --data data/train --out run.pt --resume
  bisenet train --model bisenet-resnet18 --data data/train --from weights/bisenet-resnet18.safetensors --out run.pt
  torchrun --nproc-per-node 2 -m bisenet train --model bisenet-resnet18 --data data/train --out run.pt
  bisenet publish run.pt --folder weights
  bisenet import 79999_iter.pth --model bisenet-face --num-classes 19 --folder mine
  bisenet export bisenet-face face.onnx --folder mine --labels
  bisenet quantise bisenet-mobilenetv2 --data data/train --folder weights
  bisenet evaluate data/val data/clips --model bisenet-resnet18
  bisenet evaluate data/val/portraits --model bisenet-resnet18 --json
  bisenet segment photos film.mp4 results --model bisenet-resnet18
  bisenet summary bisenet-resnet18 bisenetv2 --sizes 640x360,1280x720
"""

_COMMANDS = (soften, train, evaluate, segment, publish, import_checkpoint, export, quantise, summary)
# Packages of the extra `train`.
_TRAIN_PACKAGES = {"torch", "onnx"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status: 0, 2 for the user's mistakes, 130 when interrupted, 141 when cut off.

    It is cut off when a program that reads its output, such as `head`, ends first.
    """
    options = _parser().parse_args(arguments)
    try:
        status: int = options.run(options)
        # What is still buffered would fail at exit, where nothing can be caught.
        sys.stdout.flush()
        return status
    except BisenetError as error:
        print(f"bisenet: {error}", file=sys.stderr)
        return 2
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing not in _TRAIN_PACKAGES:
            raise
        words = f"`bisenet {options.command}` needs {missing}; add it with `{add_command('train')}`."
        print(f"bisenet: {words}", file=sys.stderr)
        return 2
    except ImportError as error:
        if not (reason := why_it_cannot_start(error)):
            raise
        print(f"bisenet: {reason}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except KeyboardInterrupt:
        print("bisenet: stopped.", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="bisenet",
        description="Train, evaluate and use BiSeNets, for people or any classes.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"bisenet {__version__}")
    commands = parser.add_subparsers(dest="command", required=True)
    for command in _COMMANDS:
        command.add(commands)
    return parser
