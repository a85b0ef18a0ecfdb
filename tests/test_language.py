"""The language of messages: how it is chosen, and that every message of the command line can be translated."""

from app.language import _, language
from bisenet.language import _ as library_translation
from tests.pseudo_language import untranslated


def test_the_pseudo_language_brackets_messages_of_the_application_and_the_library(pseudo_language: str) -> None:
    assert language() == pseudo_language
    assert _("where the model runs") == "⟦where the model runs⟧"
    text = "the installed PyTorch is a build for the CPU only"
    assert library_translation(text) == f"⟦{text}⟧"


def test_values_in_a_message_are_part_of_it() -> None:
    assert untranslated("--size ⟦output size ⟦720⟧⟧ N") == "--size  N"
