"""Invented companies: every one of a set has a name and a domain of its own, whatever the seed."""

from __future__ import annotations

from random import Random

from tests.bench.remittance.model import Customer

_ONSETS: tuple[str, ...] = (*"bdfghklmnprstvwz", "br", "dr", "gl", "gr", "kl", "kr", "pr", "st", "tr")
_NUCLEI = ("a", "e", "i", "o", "u")
_CODAS = ("n", "l", "r", "s", "m", "")
_SYLLABLES: tuple[str, ...] = tuple(onset + nucleus for onset in _ONSETS for nucleus in _NUCLEI)
_TRADES = {
    "en": ("Fixings", "Catering Supplies", "Marine", "Electrical", "Joinery", "Packaging", "Fabrication", "Foods"),
    "de": ("Maschinenbau", "Kunststoffe", "Logistik", "Büromöbel", "Stahlhandel", "Großküchen", "Armaturen"),
    "fr": ("Menuiserie", "Équipements", "Électricité", "Emballages", "Distribution", "Boulangerie", "Peinture"),
    "es": ("Construcciones", "Suministros", "Electricidad", "Muebles", "Hostelería", "Talleres", "Cerámica"),
    "nl": ("Techniek", "Verpakkingen", "Bouwmaterialen", "Horeca", "Installatie", "Groothandel", "Scheepsbouw"),
    "it": ("Meccanica", "Arredamenti", "Forniture", "Imballaggi", "Elettrica", "Ceramiche", "Officine"),
}
_FORMS = {
    "en": ("Ltd", "Inc.", "LLC", "PLC"),
    "de": ("GmbH", "AG", "GmbH & Co. KG", "e.K."),
    "fr": ("SARL", "SAS", "S.A."),
    "es": ("S.L.", "S.A."),
    "nl": ("B.V.", "N.V."),
    "it": ("S.r.l.", "S.p.A."),
}
_DESKS = {
    "en": "accounts payable ap remittances",
    "de": "buchhaltung fibu kreditoren",
    "fr": "compta comptabilite fournisseurs",
    "es": "pagos contabilidad proveedores",
    "nl": "crediteuren administratie betalingen",
    "it": "amministrazione pagamenti contabilita",
}
# Five customers at most belong to one document.
PER_DOCUMENT = 6
_SPACE = 20 * len(_CODAS) * len(_SYLLABLES) * len(_SYLLABLES)
_STRIDE = 104_729


def coined_word(number: int) -> str:
    """A word like a surname; two numbers below the space of words never share one."""
    number = (number * _STRIDE) % _SPACE
    number, coda = divmod(number, len(_CODAS))
    number, first = divmod(number, len(_SYLLABLES))
    number, second = divmod(number, len(_SYLLABLES))
    return (_SYLLABLES[first] + _SYLLABLES[second] + _SYLLABLES[number * 3 + 1] + _CODAS[coda]).capitalize()


def found_company(rng: Random, number: int, language: str, parent: Customer | None = None) -> Customer:
    """Customer number ``number`` of the set; a child keeps its parent's word and adds a trade of its own."""
    word = coined_word(number)
    trade = rng.choice(_TRADES[language])
    name = f"{word} {trade} {rng.choice(_FORMS[language])}"
    if parent is not None:
        name = f"{parent.name.split()[0]} {word} {rng.choice(_FORMS[language])}"
    domain = f"{word.lower()}-{language}.example"
    desk = rng.choice(_DESKS[language].split())
    return Customer(f"C{200_000 + number}", name, domain, f"{desk}@{domain}", parent.id if parent else "")
