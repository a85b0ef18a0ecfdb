"""`python -m bisenet`, which is also what torchrun starts."""

import sys

from bisenet.cli import main

if __name__ == "__main__":
    sys.exit(main())
