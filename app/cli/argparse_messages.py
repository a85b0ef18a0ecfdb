"""The messages of argparse that a user can meet, for the catalogues: argparse translates them by the global domain.

`app.language.use_language` sets that domain. The programmer's mistakes that argparse reports are left out.
"""

from app.language import N_, ngettext

MESSAGES = (
    N_("usage: "),
    N_("%(heading)s:"),
    N_("positional arguments"),
    N_("options"),
    N_("show this help message and exit"),
    N_("show program's version number and exit"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("unrecognized arguments: %s"),
    N_("not allowed with argument %s"),
    N_("ignored explicit argument %r"),
    N_("the following arguments are required: %s"),
    N_("one of the arguments %s is required"),
    N_("expected one argument"),
    N_("expected at most one argument"),
    N_("expected at least one argument"),
    N_("ambiguous option: %(option)s could match %(matches)s"),
    N_("unexpected option string: %s"),
    N_("invalid %(type)s value: %(value)r"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    # Of Python 3.14, where it may suggest a word.
    N_("invalid choice: %(value)r, maybe you meant %(closest)r? (choose from %(choices)s)"),
)


def expected_arguments(number: int) -> str:
    """Return argparse's message for an option that takes several values, with a place for the number."""
    return ngettext("expected %s argument", "expected %s arguments", number)
