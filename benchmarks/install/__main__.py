"""`python -m benchmarks.install`."""

from benchmarks.install.command import main

if __name__ == "__main__":
    raise SystemExit(main())
