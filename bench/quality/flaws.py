"""Flaws of a text that whoever stores it would have to mend: soft hyphens, shortcodes, dialogs that ask for consent.

They are looked for in the text alone, in the same way for every extractor, so they say nothing of how the text was found:

- **soft hyphen**: U+00AD, which parts a word for whoever searches or counts it.
- **shortcode**: `[vc_row]`, `[caption id="1"]`, `[/gallery]`: a name in brackets that has an underscore, an attribute, or a
  slash before it; not where the truth has the same code, as pages about shortcodes have it.
- **consent dialog**: within 400 characters, in one of eight languages, a word for cookies or consent, at least two
  different words of the choice that is offered (accept, reject, settings), one of its purposes (partners,
  advertising, measurement), and five different words in all; not where the truth has such a passage, as an article on
  cookies may. An article without a truth of its text may be counted wrongly.
"""

from __future__ import annotations

import re
from typing import Final

SOFT_HYPHEN, SHORTCODE, CONSENT = "soft hyphen", "shortcode", "consent dialog"
FLAWS: Final = (SOFT_HYPHEN, SHORTCODE, CONSENT)

_CODE: Final = re.compile(
    r"(?<![\w\]])\[/?[a-z][a-z0-9]{0,30}(?:_[a-z0-9]{1,30}){1,5}(?:\s[^\[\]\n]{0,500})?\]"
    r"""|(?<![\w\]])\[[a-z][a-z0-9_-]{1,40}\s[^\[\]\n=]{0,100}=\s?["'“”″„][^\[\]\n]{0,500}\]"""
    r"|\[/[a-z][a-z0-9_-]{2,40}\]"
)
#: characters; the first paragraph of a dialog with its buttons.
_WINDOW: Final = 400
#: Different words in a window that make it a dialog: one that merely mentions cookies has two or three.
_FEWEST: Final = 5
#: Beginnings of words by language: what it is about, what can be chosen, what for.
_TERMS: Final = {
    "en": (
        "cookie|consent",
        "accept|agree|reject|decline|allow|settings|preferences|manage|opt.out|withdraw|necessary|essential",
        "partner|vendor|third.part|advertis|ads|personali[sz]|analytic|measure|traffic|browsing|device|privacy|experience",
    ),
    "de": (
        "cookie|einwillig|zustimmung",
        "akzeptier|zustimm|ablehn|einstellung|widerruf|erlaub|notwendig|auswahl|einverstanden|verwalten",
        "partner|dritt|anbieter|werb|anzeigen|personalisier|personenbezogen|analyse|messung|gerät|datenschutz|nutzererlebnis",
    ),
    "fr": (
        "cookie|consent|traceur",
        "accept|refus|paramètr|paramétr|préférence|gérer|retirer|nécessaire|continu|choix",
        "partenaire|tiers|publicit|personnalis|analys|mesure|audience|appareil|confidentialité|terminal",
    ),
    "es": (
        "cookie|consentimiento",
        "acept|rechaz|configur|preferencia|gestion|retirar|necesari|permitir",
        "socios|terceros|publicidad|personaliz|anális|analítica|medición|dispositivo|privacidad|navegación",
    ),
    "it": (
        "cookie|consenso",
        "accett|rifiut|impostazion|preferenz|gestisc|gestire|revoc|necessar|acconsent",
        "partner|terze|fornitori|pubblicit|personalizz|analis|misura|dispositivo|privacy|navigazione",
    ),
    "pt": (
        "cookie|consentimento",
        "aceit|rejeit|recus|configura|preferência|gerir|gerenciar|necessári|permitir|concord",
        "parceiro|terceiros|publicidade|anúncio|personaliz|anális|medição|dispositivo|privacidade|navegação",
    ),
    "nl": (
        "cookie|toestemming",
        "accept|weiger|instelling|voorkeur|beheer|intrekken|noodzakelijk|akkoord",
        "partner|derden|advert|gepersonaliseerd|personalis|analy|meten|apparaat|privacy",
    ),
    "pl": (
        "cookie|ciastecz|zgod",
        "akcept|odrzu|ustawieni|preferencj|zarządza|wycofa|niezbędn|zgadza",
        "partner|reklam|dostosowa|spersonalizowan|analiz|pomiar|urządzeni|prywatno",
    ),
}
_DIALOGS: Final = tuple(
    re.compile(
        "|".join(rf"\b(?P<{name}>{terms})" for name, terms in zip(("about", "choice", "purpose"), each, strict=True))
    )
    for each in _TERMS.values()
)
_MENTION: Final = re.compile("|".join(rf"\b(?:{about})" for about, _, _ in _TERMS.values()))


def flaws(text: str, truth: str | None = None) -> frozenset[str]:
    """Return the names of the flaws of a text; `truth` is what the text should be, where that is known."""
    found = set()
    if "\u00ad" in text:
        found.add(SOFT_HYPHEN)
    if any(code not in (truth or "") for code in _CODE.findall(text)):
        found.add(SHORTCODE)
    if has_dialog(text) and not has_dialog(truth or ""):
        found.add(CONSENT)
    return frozenset(found)


def has_dialog(text: str) -> bool:
    """Return whether a text has a passage that reads like a dialog asking for consent."""
    lowered = text.lower()
    return _MENTION.search(lowered) is not None and any(_is_dialog(lowered, terms) for terms in _DIALOGS)


def _is_dialog(text: str, terms: re.Pattern[str]) -> bool:
    window: list[re.Match[str]] = []
    for match in terms.finditer(text):
        window = [each for each in window if match.end() - each.start() <= _WINDOW]
        window.append(match)
        if len(window) < _FEWEST:
            continue
        kinds = {(each.lastgroup, each[0]) for each in window}
        names = [name for name, _ in kinds]
        if len(kinds) >= _FEWEST and "about" in names and "purpose" in names and names.count("choice") >= 2:
            return True
    return False
