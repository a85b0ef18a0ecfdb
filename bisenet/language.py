"""Translates the library's messages by gettext, in the language that the environment names.

The variables are Python's: LANGUAGE, which the application sets, then LC_ALL, LC_MESSAGES and LANG.
"""

import gettext
from functools import partial
from pathlib import Path

DOMAIN = "bisenet"

gettext.bindtextdomain(DOMAIN, Path(__file__).with_name("locales"))

_ = partial(gettext.dgettext, DOMAIN)
ngettext = partial(gettext.dngettext, DOMAIN)


def N_(message: str) -> str:  # noqa: N802 - the usual name
    """Mark a message for translation; it is translated by `_` where it is shown."""
    return message
