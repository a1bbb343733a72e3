"""Languages: English msgids, a Vietnamese catalogue in fragments, one for each part of the product."""

from io import BytesIO
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, g, request, session
from flask_babel import Babel, Domain, get_locale, gettext

FOLDER = Path(__file__).resolve().parents[1] / "translations"
LOCALES = ("vi", "en")


@runtime_checkable
class Sayable(Protocol):
    """A sentence made where no language is known: `Message`, or a note of the geodesy floor."""

    msgid: str
    params: dict[str, Any]


def merged_catalogue(locale: str) -> Catalog:
    """Return all fragments of `locale` as one catalogue."""
    whole = Catalog(locale=locale)
    for fragment in sorted((FOLDER / locale).glob("*.po")):
        with fragment.open("rb") as file:
            for entry in read_po(file, locale=locale):
                if entry.id and entry.string:
                    whole.add(entry.id, entry.string, context=entry.context)
    return whole


class Fragments(Domain):
    """Flask-Babel's source of translations, without compiled files to forget."""

    def get_translations(self) -> NullTranslations:
        """Return the translations of the current locale; read once in a process."""
        locale = str(get_locale() or "vi")
        if locale not in self.cache:
            self.cache[locale] = self._load(locale)
        found: NullTranslations = self.cache[locale]
        return found

    @staticmethod
    def _load(locale: str) -> NullTranslations:
        if locale not in LOCALES or locale == "en":
            return NullTranslations()
        binary = BytesIO()
        write_mo(binary, merged_catalogue(locale))
        binary.seek(0)
        return Translations(binary)


def _catalogue() -> NullTranslations:
    """Return the reader's translations, looked for once in a request: one page says hundreds of sentences."""
    if "catalogue" not in g:
        g.catalogue = FragmentBabel.domain_instance.get_translations()
    found: NullTranslations = g.catalogue
    return found


def say(sentence: object) -> str:
    """Return `sentence` in the reader's language; plain text stays as it is."""
    if isinstance(sentence, Sayable):
        params = {name: say(value) if isinstance(value, Sayable) else value for name, value in sentence.params.items()}
        return str(gettext(sentence.msgid, **params))
    return str(sentence)


def chosen_locale() -> str:
    """Return the language chosen by the reader; Vietnamese until they choose."""
    locale = session.get("locale") if request else None
    return locale if locale in LOCALES else "vi"


class FragmentBabel(Babel):
    """Flask-Babel that reads our fragments."""

    domain_instance = Fragments()


def init_i18n(app: Flask) -> None:
    """Speak the reader's language, in Vietnam's time."""
    FragmentBabel(app, default_locale="vi", default_timezone="Asia/Ho_Chi_Minh", locale_selector=chosen_locale)
    app.jinja_env.globals["say"] = say
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda one: _catalogue().ugettext(one),
        ngettext=lambda one, many, number: _catalogue().ungettext(one, many, number),
        newstyle=True,
    )
