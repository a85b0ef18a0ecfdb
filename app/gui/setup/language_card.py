"""The card "Language" of the page Setup."""

from PySide6.QtCore import QLocale, Slot

from app.config import AppConfig
from app.gui.session.session import Session
from app.gui.setup.step_card import StepCard
from app.gui.widgets.combo_box import ComboBox
from app.gui.widgets.labels import note
from app.language import _, available_languages


class LanguageCard(StepCard):
    """Chooses the language in which the window starts.

    Args:
        session: holds the language in its configuration.
    """

    def __init__(self, session: Session) -> None:
        self.choice = ComboBox()
        self.choice.setAccessibleName(_("Language"))
        # A longer entry must not widen the panel.
        self.choice.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.choice.setMinimumContentsLength(1)
        # Codes of the entries; None stands for the system's language.
        self._codes: tuple[str | None, ...] = (None, *available_languages())
        for code in self._codes:
            self.choice.add(_("System default") if code is None else native_name(code))
        hint = note(_("Takes effect when the program starts again."))
        self.choice.setAccessibleDescription(hint.text())
        super().__init__(_("Language"), self.choice, hint)
        self._session = session
        self.choice.activated.connect(self._choose)
        session.changed.connect(self._show)
        self._show(session.config)

    @Slot(int)
    def _choose(self, index: int) -> None:
        self._session.adjust(language=self._codes[index])

    @Slot(object)
    def _show(self, config: AppConfig) -> None:
        if config.language in self._codes:
            self.choice.setCurrentIndex(self._codes.index(config.language))


def native_name(code: str) -> str:
    """Return the name of a language in itself, such as "Deutsch", without a country where the code has none.

    A language that Qt does not know keeps its code.
    """
    own = QLocale(code)
    locales = (
        [own] if "_" in code else QLocale.matchingLocales(own.language(), own.script(), QLocale.Country.AnyCountry)
    )
    # Qt names some of them with their country, as "American English".
    name = min((locale.nativeLanguageName() for locale in locales), key=len)
    return name[:1].upper() + name[1:] or code
