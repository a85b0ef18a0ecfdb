# Shared by scripts/start and scripts/check: a Python, the system's own libraries, a virtual environment.
# Sourced from the repository's root with `set -eu`.

environment=.venv
# What Qt, OpenCV and a window need: the library, and the package that contains it on Debian and Ubuntu.
system_libraries="libEGL.so.1:libegl1 libGL.so.1:libgl1 libglib-2.0.so.0:libglib2.0-0
libxkbcommon.so.0:libxkbcommon0 libxkbcommon-x11.so.0:libxkbcommon-x11-0 libdbus-1.so.3:libdbus-1-3
libfontconfig.so.1:libfontconfig1 libSM.so.6:libsm6 libICE.so.6:libice6 libXext.so.6:libxext6
libxcb-cursor.so.0:libxcb-cursor0 libxcb-icccm.so.4:libxcb-icccm4 libxcb-image.so.0:libxcb-image0
libxcb-keysyms.so.1:libxcb-keysyms1 libxcb-randr.so.0:libxcb-randr0 libxcb-render-util.so.0:libxcb-render-util0
libxcb-shape.so.0:libxcb-shape0 libxcb-sync.so.1:libxcb-sync1 libxcb-xfixes.so.0:libxcb-xfixes0
libxcb-xkb.so.1:libxcb-xkb1"
# Megabytes that pip downloads, and megabytes that the environment takes, both measured by benchmarks/install.
start_fetched=250 start_size=760
# PyTorch's packages for Linux contain CUDA.
cuda_fetched=3000 cuda_size=5400
check_fetched=3100 check_size=5700
# Without a terminal pip shows no progress, nor does it while it unpacks.
progress_seconds=5

say() { printf '%s\n' "$*" >&2; }

# make_environment start|check: makes .venv, once, and updates it when the requirements change.
make_environment() {
    marker=$environment/installed-for-$1
    # An installed program must start without a network, so pip is asked only when there is something to do.
    # What the checks need includes what the program needs.
    if [ -n "$(find "$marker" "$environment/installed-for-check" \
        -newer setup.cfg -newer pyproject.toml -newer constraints.txt 2>/dev/null)" ]; then
        return
    fi
    find_python
    install_system_packages
    case $1 in
        check) what='.[dev]' fetched=$check_fetched size=$check_size ;;
        *) what=. fetched=$start_fetched size=$start_size ;;
    esac
    if [ "$what" = . ] && has_cuda_driver; then
        what='.[cuda]' fetched=$cuda_fetched size=$cuda_size
    fi
    if [ ! -x "$environment/bin/pip" ]; then
        tell_sizes
        rm -rf "$environment"
    fi
    # In the environment, since /tmp may be a small one in memory; without pip's cache, which would keep a second copy.
    temporary=$PWD/$environment/tmp
    mkdir -p "$temporary"
    show_progress &
    progress=$!
    trap end_installation EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    [ -x "$environment/bin/pip" ] || "$python" -m venv "$environment"
    TMPDIR=$temporary "$environment/bin/pip" install --no-cache-dir --constraint constraints.txt \
        --editable "$what" >&2
    end_installation
    trap - EXIT INT TERM
    touch "$marker"
}

has_cuda_driver() {
    [ -e /proc/driver/nvidia/version ] || nvidia-smi -L >/dev/null 2>&1
}

find_python() {
    for python in python3 python3.14 python3.13 python3.12 python3.11; do
        if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            return
        fi
    done
    python=
}

# One question for all that the system lacks, before anything else is fetched.
install_system_packages() {
    if [ "$(uname -s)" != Linux ]; then
        need_python
        return
    fi
    libraries='' packages=''
    for pair in $system_libraries; do
        if ! has_library "${pair%%:*}"; then
            libraries="$libraries ${pair%%:*}" packages="$packages ${pair#*:}"
        fi
    done
    has_fonts || packages="$packages fonts-dejavu-core"
    if [ -z "$python" ]; then
        libraries=" python3$libraries" packages=" python3 python3-venv$packages"
    elif ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        libraries=" python3-venv$libraries" packages=" python3-venv$packages"
    fi
    [ -n "$packages" ] || return 0
    if command -v apt-get >/dev/null; then
        apt_install "$packages"
    elif [ -n "$libraries" ]; then
        say "Install the packages that contain these, then run this again:$libraries"
        exit 1
    fi
    find_python
    need_python
}

need_python() {
    if [ -z "$python" ]; then
        say "bisenet-bg needs Python 3.11 or newer; install it, then run this again."
        exit 1
    fi
}

has_library() {
    if [ -n "$python" ]; then
        "$python" -c 'import ctypes, sys; ctypes.CDLL(sys.argv[1])' "$1" 2>/dev/null
    else
        PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null | grep -qF "	$1 "
    fi
}

has_fonts() {
    for folder in /usr/share/fonts /usr/local/share/fonts "${HOME-}/.local/share/fonts" "${HOME-}/.fonts"; do
        [ -z "$(find "$folder" -name '*.[ot]tf' 2>/dev/null | head -n 1)" ] || return 0
    done
    return 1
}

# apt_install PACKAGES: apt itself says how much it fetches and needs.
apt_install() {
    as_root=
    if [ "$(id -u)" != 0 ]; then
        if ! command -v sudo >/dev/null; then
            say "Ask an administrator to install these, then run this again:$1"
            exit 1
        fi
        say "Some system packages are missing; sudo may ask for your password to install them:$1"
        as_root=sudo
    else
        say "Installing system packages:$1"
    fi
    # The lists of a bare system may be empty or old; with fresh ones this changes nothing.
    # shellcheck disable=SC2086,SC2016
    $as_root sh -ec 'apt-get update
        DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
            -o APT::Keep-Downloaded-Packages=false "$@"' sh $1 >&2 || {
        say "These system packages could not be installed; install them, then run this again:$1"
        exit 1
    }
}

tell_sizes() {
    # pip keeps what it has downloaded until everything is unpacked.
    peak=$((size + fetched))
    say "Installing into $PWD/$environment: up to $fetched MB are downloaded, $size MB stay, and up to $peak MB are" \
        "needed meanwhile."
    free=$(df -Pm . | awk 'NR == 2 {print $4}')
    if [ "$free" -lt "$peak" ]; then
        say "Only $free MB are free here; make room, then run this again."
        exit 1
    fi
}

show_progress() {
    shown=
    while sleep $progress_seconds >/dev/null 2>&1; do
        now=$(du -sm "$environment" 2>/dev/null | cut -f 1)
        # In a terminal pip shows its downloads by itself.
        if [ ! -t 2 ] || [ "$now" != "$shown" ]; then
            say "$now MB are in $environment so far."
        fi
        shown=$now
    done
}

end_installation() {
    # A shell may report the end of what it has killed.
    { kill "$progress" && wait "$progress"; } 2>/dev/null || true
    rm -rf "$temporary"
}
