"""`bisenet train` in float32, whatever the processor has: `train_in_float32.py train ...`."""

import sys

import pytest

from bisenet.cli import main

if __name__ == "__main__":
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bisenet.training.precision.has_bfloat16_products", lambda: False)
        sys.exit(main(sys.argv[1:]))
