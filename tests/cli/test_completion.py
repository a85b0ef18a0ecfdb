import subprocess
import sys
from pathlib import Path

import pytest

from app.cli.completion import SHELLS, completion
from app.cli.main import main
from app.cli.options import make_parser
from tests.cli.test_man_page import shown_options
from tests.desktop.tools import validate

# bash's script completes as the shell does when these words have been typed.
_COMPLETE = """
source {script}
COMP_WORDS=({words}); COMP_CWORD=$(({count} - 1))
_shtab_bisenet_bg
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("option", sorted(shown_options(make_parser()) - {"-h"}))
def test_every_option_is_completed(shell: str, option: str) -> None:
    script = completion(make_parser(), shell)
    # fish's scripts name long options without their dashes.
    assert (f"-l {option[2:]} " in script) if shell == "fish" else (option in script)


@pytest.mark.parametrize("shell", SHELLS)
def test_the_shell_can_read_its_script(shell: str, tmp_path: Path) -> None:
    file = tmp_path / "script"
    file.write_text(completion(make_parser(), shell), encoding="utf-8")
    validate(shell, "-n", file)


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (["bisenet-bg", "--backgr"], "--background"),
        (["bisenet-bg", "con"], "control"),
        (["bisenet-bg", "control", "sl"], "slate"),
        (["bisenet-bg", "control", "virtual-camera", "of"], "off"),
        (["bisenet-bg", "--fit", "sty"], None),
        (["bisenet-bg", "--fit", "stre"], "stretch"),
        (["bisenet-bg", "--background", "holi"], "holiday.png"),
        (["bisenet-bg", "render", "holi"], "holiday.png"),
    ],
)
@pytest.mark.skipif(sys.platform != "linux", reason="other systems have an old bash or none")
def test_bash_completes(words: list[str], wanted: str | None, tmp_path: Path) -> None:
    script = tmp_path / "script"
    script.write_text(completion(make_parser(), "bash"), encoding="utf-8")
    validate("bash", "-n", script)
    (tmp_path / "holiday.png").write_bytes(b"")
    line = _COMPLETE.format(script=script, words=" ".join(words), count=len(words))
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.split() == ([] if wanted is None else [wanted]), done.stderr


def test_the_command_prints_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", "bash"]) == 0
    assert "_shtab_bisenet_bg" in capsys.readouterr().out
