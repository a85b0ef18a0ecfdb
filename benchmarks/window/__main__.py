"""`python -m benchmarks.window`."""

from benchmarks.window.command import main

if __name__ == "__main__":
    raise SystemExit(main())
