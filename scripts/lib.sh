# Shared by scripts/start and scripts/check: a Python, a virtual environment, the system's own libraries.
# Sourced from the repository's root with `set -eu`.

# What Qt, OpenCV and a window need on a bare Debian or Ubuntu.
system_packages="libegl1 libgl1 libglib2.0-0 libxkbcommon0 libxkbcommon-x11-0 libdbus-1-3 libfontconfig1
libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-render-util0 libxcb-shape0 libxcb-xkb1
fonts-dejavu-core"

say() { printf '%s\n' "$*" >&2; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

install_packages() {
    if ! command -v apt-get >/dev/null; then
        say "Install what these are called on your system, then run this again:" "$@"
        exit 1
    fi
    say "Installing system packages:" "$@"
    # The lists of a bare system may be empty or old; with fresh ones this changes nothing.
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

find_python() {
    for python in python3 python3.14 python3.13 python3.12 python3.11; do
        if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            return
        fi
    done
    say "bisenet-bg needs Python 3.11 or newer; install it, then run this again."
    exit 1
}

# make_environment FOLDER PIP-ARGUMENTS...: an environment that is made once, and updated when the requirements change.
make_environment() {
    environment=$1
    shift
    marker=$environment/installed-$(printf %s "$*" | tr -c 'a-z0-9' '-')
    find_python
    if [ ! -x "$environment/bin/pip" ]; then
        rm -rf "$environment"
        if ! "$python" -c 'import ensurepip' 2>/dev/null; then
            install_packages python3-venv
        fi
        "$python" -m venv "$environment"
    fi
    # An installed program must start without a network, so pip is asked only when there is something to do.
    if [ -z "$(find "$marker" -newer setup.cfg -newer pyproject.toml -newer constraints.txt 2>/dev/null)" ]; then
        say "Installing into $environment; the first time this takes some minutes."
        "$environment/bin/pip" install --quiet --constraint constraints.txt "$@"
        need_system_libraries "$environment"
        touch "$marker"
    fi
}

# Qt's X11 plugin is loaded only when a window opens, so its library is asked for by name.
need_system_libraries() {
    if ! "$1/bin/python" -c '
import ctypes
import cv2, PySide6.QtWidgets
ctypes.CDLL("libxcb-cursor.so.0")
ctypes.CDLL("libxkbcommon-x11.so.0")' 2>/dev/null; then
        [ "$(uname -s)" = Linux ] || return 0
        # shellcheck disable=SC2086
        install_packages $system_packages
    fi
}
