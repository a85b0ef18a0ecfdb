"""Writes the wheels that the Flatpak needs, with addresses and checksums: `python bundle/flatpak/make_sources.py`.

Flatpak builds without a network, from files that are named beforehand. pip says which files these are.
"""

import configparser
import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
WHEELS = HERE / "wheels.json"
# Of the runtime that the manifest names: its Python, and its C library as wheels call it.
_PYTHON = "3.13"
_MOST_RECENT_LIBRARY = 42


def requirements() -> list[str]:
    """Return what bisenet-bg requires, and what builds it."""
    parser = configparser.ConfigParser()
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    lines = parser["options"]["install_requires"].splitlines()
    return [*(line for line in lines if line and not line.startswith("#")), "setuptools>=69"]


def main() -> None:
    """Ask pip for the wheels, and write them as sources of flatpak-builder."""
    platforms = [f"manylinux_2_{minor}_x86_64" for minor in range(_MOST_RECENT_LIBRARY, 16, -1)] + [
        "manylinux2014_x86_64"
    ]
    report = subprocess.run(
        [
            *(sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "--quiet", "--report", "-"),
            *("--only-binary", ":all:", "--python-version", _PYTHON, "--target", "unused"),
            *(word for platform in platforms for word in ("--platform", platform)),
            *("--constraint", str(ROOT / "constraints.txt"), *requirements()),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    files = [item["download_info"] for item in json.loads(report.stdout)["install"]]
    sources = [
        {"type": "file", "url": file["url"], "sha256": file["archive_info"]["hashes"]["sha256"]} for file in files
    ]
    WHEELS.write_text(json.dumps(sorted(sources, key=lambda source: source["url"].rpartition("/")[2]), indent=2) + "\n")


if __name__ == "__main__":
    main()
