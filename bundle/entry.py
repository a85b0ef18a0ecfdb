"""The bundled program: the command `bisenet-bg`, or one of its modules in a child process.

The program starts child processes with the options of a Python interpreter, which a bundle has to understand itself.
"""

import os
import runpy
import sys


def main() -> int:
    """Run what the command line asks for; return the exit status."""
    _restore_environment()
    match sys.argv[1:]:
        case ["-P", "-m", module, *words]:
            sys.argv = [module, *words]
            runpy.run_module(module, run_name="__main__", alter_sys=True)
            return 0
        case ["-I", "-S", file, *words]:
            sys.argv = [file, *words]
            runpy.run_path(file, run_name="__main__")
            return 0
    from app.cli.start import main as run

    return run()


def _restore_environment() -> None:
    """Undo what the bundle's loader did to the environment.

    Other programs would load the bundle's libraries, and a child process of this one would do without them.
    """
    for name in [name for name in os.environ if name.startswith("_PYI_")]:
        del os.environ[name]
    own = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    if own is not None:
        os.environ["LD_LIBRARY_PATH"] = own
    elif getattr(sys, "frozen", False):
        os.environ.pop("LD_LIBRARY_PATH", None)


if __name__ == "__main__":
    sys.exit(main())
