"""What apt-get and pip say that they have fetched, and how long a command was silent."""

import pytest

from benchmarks.install.log import Chunk, fetched_by_apt, fetched_by_pip, longest_silence

APT = """Get:1 http://deb.debian.org/debian trixie InRelease [140 kB]
Fetched 6,626 kB in 1s (11.1 MB/s)
Need to get 66.0 MB of archives.
Fetched 66.0 MB in 0s (151 MB/s)
"""
PIP = """Collecting av>=17
  Downloading av-18.1.0-cp311-abi3-manylinux_2_28_x86_64.whl.metadata (4.7 kB)
Downloading torch-2.13.0-cp313-cp313-manylinux_2_28_x86_64.whl (1.2 GB)
Downloading tqdm-4.70.1-py3-none-any.whl (80 kB)
Using cached numpy-2.4.6.whl (16.0 MB)
"""


def test_both_fetches_of_apt_are_counted() -> None:
    assert fetched_by_apt(APT) == pytest.approx(72.626)


def test_the_line_over_the_progress_of_a_terminal_is_counted() -> None:
    assert fetched_by_apt("\r0% [Working]\r           \rFetched 16.1 kB in 0s (98.5 kB/s)\r\n") == pytest.approx(0.0161)


def test_downloads_of_pip_are_counted_and_cached_files_are_not() -> None:
    assert fetched_by_pip(PIP) == pytest.approx(1200.0847)


def test_the_silence_before_the_window_counts_and_that_after_it_does_not() -> None:
    chunks = [Chunk(1.0, "a"), Chunk(3.5, "b"), Chunk(30.0, "c")]
    assert longest_silence(chunks, end=4.0) == 2.5
    assert longest_silence(chunks, end=9.0) == 5.5
    assert longest_silence([], end=7.0) == 7.0
