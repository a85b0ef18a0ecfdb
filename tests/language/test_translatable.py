"""Every text that the program shows can be translated, by the syntax of the sources.

Where a text is shown it stands in `_` or `ngettext`, and where it is only defined in `N_`. Text that is put together
before it is translated would not be found in a catalogue, and text that is translated at import time would be in the
wrong language.
"""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
# What the application shows of the library; the command `bisenet` for developers is English.
LIBRARY = ("extras.py", "files.py", "inference", "load.py", "manifest.py", "media", "models/__init__.py", "trained.py")
MARKERS = frozenset({"_", "N_", "ngettext"})
ERRORS = frozenset({"BisenetBgError", "BisenetError"})
WIDGETS = frozenset({"QAction", "QCheckBox", "QGroupBox", "QLabel", "QPushButton", "QRadioButton", "QToolButton"})
SETTERS = frozenset(
    {
        "addAction",
        "addItem",
        "setAccessibleDescription",
        "setAccessibleName",
        "setPlaceholderText",
        "setText",
        "setTitle",
        "setToolTip",
        "setWindowTitle",
    }
)
SENTENCES = frozenset({"announce", "warn"})
ARGPARSE = frozenset({"description", "epilog", "help", "title"})
# Texts that must stay as they are, by file.
ALLOWED: Mapping[str, Mapping[str, str]] = {
    "app/cli/argparse_messages.py": {"N_('usage: ')": "argparse's own text"},
}
# How many variables that stand for one another are followed.
_FOLLOWED = 3
_WORDS = re.compile(r"[^\W\d_]{2,}")
_Scope = ast.Module | ast.FunctionDef | ast.AsyncFunctionDef


class Problem(NamedTuple):
    """A text that cannot be translated.

    Attributes:
        line: in the source.
        text: the source's own words.
        reason: what is wrong with it.
    """

    line: int
    text: str
    reason: str


def sources() -> list[Path]:
    """Return all files with texts for the user."""
    library = [ROOT / "bisenet" / name for name in LIBRARY]
    paths = [
        path for entry in (ROOT / "app", *library) for path in ([entry] if entry.is_file() else entry.rglob("*.py"))
    ]
    return sorted(paths)


@cache
def error_classes() -> frozenset[str]:
    """Return the names of all errors whose messages are for the user."""
    bases: dict[str, set[str]] = {}
    for path in (*(ROOT / "app").rglob("*.py"), *(ROOT / "bisenet").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                bases[node.name] = {_name(base) for base in node.bases}
    found = set(ERRORS)
    while more := {name for name, parents in bases.items() if parents & found} - found:
        found |= more
    return frozenset(found)


def problems(source: str) -> list[Problem]:
    """Return the texts of a source that cannot be translated, in its order."""
    tree = ast.parse(source)
    return sorted({*_composed(tree), *_early(tree), *_unmarked(tree)})


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _is_marker(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKERS


def _composed(tree: ast.Module) -> Iterator[Problem]:
    """Texts that are no constants when they are looked up or collected."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and _is_marker(node)):
            continue
        marker = _name(node.func)
        texts = node.args[:2] if marker == "ngettext" else node.args
        for text in texts:
            if isinstance(text, ast.Constant) and isinstance(text.value, str):
                if not text.value or text.value != text.value.strip():
                    yield Problem(node.lineno, ast.unparse(node), "is empty, or begins or ends with a space")
            elif marker != "_" or any(map(_puts_together, ast.walk(text))):
                yield Problem(node.lineno, ast.unparse(node), "is put together before it is translated")


def _puts_together(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Attribute) and node.func.attr in ("capitalize", "format", "join", "lower")
    return isinstance(node, ast.JoinedStr | ast.BinOp | ast.Constant) and not _is_key(node)


def _is_key(node: ast.AST) -> bool:
    """Say whether a constant is a number or a key of a table, as in `_(TITLES["a"])`."""
    return isinstance(node, ast.Constant) and (not isinstance(node.value, str) or " " not in node.value)


def _early(tree: ast.Module) -> Iterator[Problem]:
    """Texts that are translated when a module is imported."""
    for node in _at_import(tree):
        if isinstance(node, ast.Call) and _is_marker(node) and _name(node.func) != "N_":
            yield Problem(node.lineno, ast.unparse(node), "is translated at import time")


def _at_import(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what runs when a module is imported: not the bodies of functions, but their defaults and decorators."""
    yield node
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        decorators = [] if isinstance(node, ast.Lambda) else node.decorator_list
        children: Sequence[ast.AST] = (*decorators, node.args)
    else:
        children = tuple(ast.iter_child_nodes(node))
    for child in children:
        yield from _at_import(child)


def _unmarked(tree: ast.Module) -> Iterator[Problem]:
    """Texts that are shown without being translated."""
    for call, scopes in _calls(tree, (tree,)):
        for argument, fewest in _shown(call):
            for text in _texts(argument, scopes):
                if len(_WORDS.findall(_words(text))) >= fewest:
                    yield Problem(call.lineno, ast.unparse(text), "is shown without `_`")


def _calls(node: ast.AST, scopes: tuple[_Scope, ...]) -> Iterator[tuple[ast.Call, tuple[_Scope, ...]]]:
    """Yield each call with the functions around it, the innermost first, and the module."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        scopes = (node, *scopes)
    if isinstance(node, ast.Call):
        yield node, scopes
    for child in ast.iter_child_nodes(node):
        yield from _calls(child, scopes)


def _shown(call: ast.Call) -> Iterator[tuple[ast.expr, int]]:
    """Yield the arguments that are shown, each with the number of words that make a text of it."""
    name = _name(call.func)
    values = [*call.args, *(keyword.value for keyword in call.keywords)]
    if name in error_classes() or name in SENTENCES:
        yield from ((value, 2) for value in values)
    elif name == "Finding":
        yield from ((value, 2) for value in values[2:])
    elif name in WIDGETS or name in SETTERS:
        yield from ((value, 1) for value in call.args)
    elif name in ("add_argument", "add_argument_group", "add_parser", "ArgumentParser"):
        yield from ((keyword.value, 2) for keyword in call.keywords if keyword.arg in ARGPARSE)


def _texts(node: ast.expr, scopes: tuple[_Scope, ...], depth: int = 0) -> Iterator[ast.expr]:
    """Yield the untranslated constants, f-strings and `N_` that an expression may be, also through variables."""
    inner: Sequence[ast.expr] = ()
    match node:
        case ast.Constant(value=str()) | ast.JoinedStr() | ast.Call(func=ast.Name(id="N_")):
            yield node
        case ast.Call(func=ast.Attribute(value=value, attr="format" | "join")):
            inner = [value]
        case ast.BinOp(left=left, right=right) | ast.IfExp(body=left, orelse=right):
            inner = [left, right]
        case ast.BoolOp(values=parts) | ast.Tuple(elts=parts) | ast.List(elts=parts):
            inner = parts
        case ast.Starred(value=value) | ast.NamedExpr(value=value):
            inner = [value]
        case ast.Name(id=name) if depth < _FOLLOWED:
            depth += 1
            inner, scopes = _assigned(name, scopes)
    for part in inner:
        yield from _texts(part, scopes, depth)


def _assigned(name: str, scopes: tuple[_Scope, ...]) -> tuple[list[ast.expr], tuple[_Scope, ...]]:
    """Return what a variable is set to in the innermost scope that sets it or the module that it is imported from."""
    for index, scope in enumerate(scopes):
        found: list[ast.expr] = []
        for node in ast.walk(scope) if not isinstance(scope, ast.Module) else scope.body:
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    found += _part_of(target, node.value, name)
            elif isinstance(node, ast.AnnAssign) and node.value is not None:
                found += _part_of(node.target, node.value, name)
            elif isinstance(node, ast.ImportFrom) and isinstance(scope, ast.Module):
                for alias in node.names:
                    if name == (alias.asname or alias.name) and (module := _module(node.module or "")) is not None:
                        return _assigned(alias.name, (module,))
        if found:
            return found, scopes[index:]
    return [], scopes


@cache
def _module(name: str) -> ast.Module | None:
    path = ROOT.joinpath(*name.split(".")).with_suffix(".py")
    is_ours = name.partition(".")[0] in ("app", "bisenet") and path.is_file()
    return ast.parse(path.read_text(encoding="utf-8")) if is_ours else None


def _part_of(target: ast.expr, value: ast.expr, name: str) -> list[ast.expr]:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        pairs = zip(target.elts, value.elts, strict=False)
        return [part for one, other in pairs for part in _part_of(one, other, name)]
    return [value] if isinstance(target, ast.Name) and target.id == name else []


def _words(node: ast.expr) -> str:
    """Return the text of a constant, f-string or `N_` without what is put into it and without the program's name."""
    text = "\0".join(str(part.value) for part in ast.walk(node) if isinstance(part, ast.Constant))
    return text.replace("bisenet-bg", "")


@pytest.mark.parametrize("path", [pytest.param(path, id=str(path.relative_to(ROOT))) for path in sources()])
def test_every_text_can_be_translated(path: Path) -> None:
    allowed = ALLOWED.get(path.relative_to(ROOT).as_posix(), {})
    found = problems(path.read_text(encoding="utf-8"))
    assert [problem for problem in found if problem.text not in allowed] == []
    assert {problem.text for problem in found} >= set(allowed), "these are no exceptions any more"


def test_the_exceptions_are_of_files_that_are_there() -> None:
    assert set(ALLOWED) <= {path.relative_to(ROOT).as_posix() for path in sources()}


@pytest.mark.parametrize(
    "source",
    [
        'def f(name): return _(f"{name} is gone.")',
        'def f(name): return _("{name} is gone.".format(name=name))',
        'def f(name): return _("This is gone: " + name)',
        'def f(name): return _("This is gone: %s" % name)',
        'A = N_(f"{B} is gone.")',
        "A = N_(B)",
        'def f(n): return ngettext("one file", f"{n} files", n)',
        'def f(n): return ngettext(ONE, "many files", n)',
        'def f(): return _("")',
        'def f(): return _(" and more")',
        'A = _("It is gone.")',
        'A = ngettext("one file", "many files", 2)',
        'class A:\n    b = _("It is gone.")',
        'def f(text=_("It is gone.")): pass',
        'def f(*, text=_("It is gone.")): pass',
        '@g(_("It is gone."))\ndef f(): pass',
        'A = {"b": lambda text=_("It is gone."): text}',
        'def f(): raise ConfigError("It is gone.")',
        'def f(): raise ConfigError(_("It is gone."), "Use another one.")',
        'def f(): raise GpuError("It is gone.")',
        'def f(): raise BisenetError(f"{a} is gone, use another one.")',
        'def f(): raise errors.DeviceError("{} is gone.".format(a))',
        'def f():\n    what = "It is gone."\n    raise DeviceError(what)',
        'A = "It is gone."\ndef f(): raise DeviceError(A)',
        'def f():\n    what, why = "It is gone.", _("It is.")\n    return Finding(CHECK, Level.OK, what, why)',
        'def f(): return Finding(CHECK, Level.OK, a if b else "It is gone.")',
        'def f(): return Finding(CHECK, Level.OK, _("It is gone."), _("Why."), ("Use another one.",))',
        'A = N_("It is gone.")\ndef f(): raise DeviceError(A)',
        'A = N_("It is gone.")\ndef f():\n    hint = A if b else C\n    raise DeviceError(_("It is."), hint)',
        'A = (N_("Load it:"), ShellCommand("modprobe"))\ndef f(): return Finding(CHECK, Level.OK, _("It is."), "", A)',
        'from app.devices.advice import LOAD_IT\ndef f(): raise DeviceError(_("It is gone."), LOAD_IT)',
        'from app.devices.advice import RELOAD\ndef f(): raise DeviceError(_("It is gone."), (*a, *RELOAD))',
        'def f(self): self.label.setText("Gone")',
        'def f(self): self.label.setToolTip("It is gone." if a else "")',
        'def f(self): self.label.setAccessibleName(f"{a} is gone")',
        'def f(self): return QLabel("Gone")',
        'def f(self): menu.addAction("Hide me")',
        'def f(self): announce(self, "You are hidden")',
        'def f(self): menu.addAction(icon, "Hide me")',
        'def f(self): parser.add_argument("--a", help="size of it")',
        'def f(self): argparse.ArgumentParser(description="Sizes of it")',
    ],
)
def test_a_text_that_cannot_be_translated_is_found(source: str) -> None:
    assert problems(source)


@pytest.mark.parametrize(
    "source",
    [
        'A = N_("It is gone.")\ndef f(): raise ConfigError(_(A), _("Use {name}.").format(name=b))',
        'def f(n): return ngettext("one file", "{count} files", n).format(count=n)',
        'def f(): return Finding("kernel module", Level.OK, _("It is gone."), "", (ShellCommand("ls -l /dev"),))',
        'def f(): return _(TITLES["a"])',
        "def f(): return _(TITLES.get(a, B))",
        'def f(): raise ValueError("a mistake of a programmer")',
        'def f(self): self.label.setText("-")',
        'def f(self): self.setWindowTitle("bisenet-bg" if a else f"bisenet-bg · {b}")',
        'A = lambda: _("It is gone.")',
        'from app.devices.advice import RELOAD\ndef f(): raise DeviceError(_("It is gone."), translated(RELOAD))',
        'from app.devices.advice import PERSIST\ndef f(): raise DeviceError(_("It is gone."), PERSIST)',
    ],
)
def test_a_text_that_can_be_translated_is_not_reported(source: str) -> None:
    assert not problems(source)
