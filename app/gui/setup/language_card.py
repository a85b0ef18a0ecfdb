"""The card "Language" of the page Setup."""

from dataclasses import replace

from PySide6.QtCore import QLocale, Slot

from app.gui.session.settings_store import SettingsStore
from app.gui.setup.step_card import StepCard
from app.gui.widgets.combo_box import ComboBox
from app.gui.widgets.labels import note
from app.language import _, available_languages
from app.settings.model import Settings


class LanguageCard(StepCard):
    """Chooses the language in which the window starts.

    It shows and changes the saved language, which may differ from the one in use.

    Args:
        store: holds the saved configuration.
    """

    def __init__(self, store: SettingsStore) -> None:
        self.choice = ComboBox()
        self.choice.setAccessibleName(_("Language"))
        # A longer entry must not widen the panel.
        self.choice.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.choice.setMinimumContentsLength(1)
        # Codes of the entries; None stands for the system's language.
        self._codes: tuple[str | None, ...] = (None, *available_languages())
        for code in self._codes:
            self.choice.add(_("System default") if code is None else native_name(code))
        hint = note(
            _(
                "Takes effect when the program starts again, unless --language or the configuration file chooses "
                "another one."
            )
        )
        self.choice.setAccessibleDescription(hint.text())
        super().__init__(_("Language"), self.choice, hint)
        self._store = store
        self.choice.activated.connect(self._choose)
        store.changed.connect(self._show)
        self._show(store.settings)

    @Slot(int)
    def _choose(self, index: int) -> None:
        self._store.change(config=replace(self._store.settings.config, language=self._codes[index]))

    @Slot(object)
    def _show(self, settings: Settings) -> None:
        if settings.config.language in self._codes:
            self.choice.setCurrentIndex(self._codes.index(settings.config.language))


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
