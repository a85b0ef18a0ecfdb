"""`python -m app`: the `bisenet-bg` command, for this very Python."""

import sys

from app.cli.start import main

if __name__ == "__main__":
    sys.exit(main())
