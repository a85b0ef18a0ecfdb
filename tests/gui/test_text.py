"""Rich text and commands in sentences, without Qt."""

from app.gui.text import command_lines, figures_in_order, markup, shortened


def test_long_words_can_be_wrapped_and_long_sentences_end() -> None:
    word = "x" * 300
    assert max(map(len, markup(word).split("\N{ZERO WIDTH SPACE}"))) <= 40
    assert markup(word).replace("\N{ZERO WIDTH SPACE}", "") == word
    assert markup("short `a < b`") == "short <code>a &lt; b</code>"
    assert len(shortened("word " * 1000)) < 500


def test_a_command_breaks_at_its_spaces_with_an_indent() -> None:
    assert command_lines("sudo apt install linux-headers", 12, len) == ["sudo apt", "  install", "  linux-headers"]
    assert command_lines("sudo", 2, len) == ["sudo"]


def test_quotes_and_substitutions_of_a_command_are_never_broken() -> None:
    assert command_lines('sudo modprobe v4l2loopback card_label="BiSeNet Background"', 20, len) == [
        "sudo modprobe",
        "  v4l2loopback",
        '  card_label="BiSeNet Background"',
    ]
    assert command_lines("apt install $(uname -r)  'a b'", 4, len) == ["apt", "  install", "  $(uname -r)", "  'a b'"]
    assert command_lines("a  b", 9, len) == ["a  b"]


def test_figures_have_marks_for_their_direction() -> None:
    left, first, end = "\N{LEFT-TO-RIGHT ISOLATE}", "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
    assert figures_in_order("21.6 fps · 16 ms") == f"{left}{first}21.6 fps{end} · {first}16 ms{end}{end}"
