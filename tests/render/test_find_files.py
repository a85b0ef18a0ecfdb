"""Which files a folder or a pattern names."""

import glob
import os
from pathlib import Path

import pytest

from app.render.find_files import find_files, is_pattern, root_of

FILES = (
    "a.jpg",
    "b.JPG",
    "c.png",
    ".hidden.jpg",
    "sub/a.jpg",
    "sub/deep/b.jpg",
    "sub/deep/c[1].jpg",
    ".git/a.jpg",
    "other/1/x.jpg",
    "other/2/x.jpg",
    "odd[1]/y.jpg",
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the working folder, which holds small files."""
    for name in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def names(text: str, left_out: Path | None = None) -> list[str]:
    return [one.path.as_posix() for one in find_files(Path(text), left_out) if not one.problem]


@pytest.mark.parametrize(
    "pattern",
    [
        *("*.jpg", "?.jpg", "[ac].*", ".*.jpg", "*", "*/*.jpg", "*/*", "sub/*.jpg", "sub/*/*.jpg", "s*b/a.jpg"),
        *("**", "**/*.jpg", "**/x.jpg", "other/**/x.jpg", "other/**", "**/deep/*", "**/**/*.jpg", ".*/*.jpg"),
        *("*.bmp", "absent/*.jpg", "other/[13]/x.jpg", "**/c[[]1].jpg", "a.jpg/*"),
    ],
)
def test_patterns_mean_what_they_mean_to_pythons_glob(folder: Path, pattern: str) -> None:
    expected = {Path(name).as_posix() for name in glob.glob(pattern, recursive=True) if Path(name).is_file()}  # noqa: PTH207
    assert set(names(pattern)) == expected
    absolute = {(folder / name).as_posix() for name in expected}
    assert set(names((folder / pattern).as_posix())) == absolute


def test_a_folder_at_any_depth_in_order_with_subfolders(folder: Path) -> None:
    found = list(find_files(Path("sub")))
    assert [one.path.as_posix() for one in found] == ["sub/a.jpg", "sub/deep/b.jpg", "sub/deep/c[1].jpg"]
    assert [one.subfolder.as_posix() for one in found] == [".", "deep", "deep"]
    assert not any(one.is_named for one in found)


def test_a_folder_with_brackets_in_its_name(folder: Path) -> None:
    assert names("odd[1]") == names("odd[1]/*.jpg") == ["odd[1]/y.jpg"]
    assert not is_pattern(Path("odd[1]/y.jpg"))


def test_a_folder_that_is_left_out(folder: Path) -> None:
    assert names("other", folder / "other" / "1") == ["other/2/x.jpg"]
    assert names("**/x.jpg", folder / "other") == []


@pytest.mark.parametrize(("text", "root"), [("sub", "sub"), ("sub/*.jpg", "sub"), ("*/a", "."), ("sub/d*/x", "sub")])
def test_where_files_are_looked_for(folder: Path, text: str, root: str) -> None:
    assert root_of(Path(text)).as_posix() == root


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
@pytest.mark.parametrize("pattern", ["", "**", "**/*.jpg", "*/*/*/*.jpg"])
def test_links_to_folders_are_not_followed(folder: Path, pattern: str) -> None:
    before = names(pattern)
    (folder / "sub" / "up").symlink_to(folder)
    (folder / "also").symlink_to(folder / "other")
    assert names(pattern) == before


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
def test_a_link_that_is_named_is_followed(folder: Path) -> None:
    (folder / "also").symlink_to(folder / "other")
    assert names("also") == names("also/**") == names("also/*/x.jpg") == ["also/1/x.jpg", "also/2/x.jpg"]


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
def test_links_to_files_are_files(folder: Path) -> None:
    (folder / "sub" / "z.jpg").symlink_to(folder / "a.jpg")
    assert "sub/z.jpg" in names("sub")
