"""Words that a letter to a customer may not hold: threats, advertising, and talk of agencies where none is due. Data.

By language, as patterns over whole words; a language that is not listed is not judged. Sources: domain.md §2.4
(promotional content makes a notice commercial mail), §2.5 (usual wording of dunning levels), feature F29.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tone:
    """Patterns of one language."""

    threat: re.Pattern[str]
    promotion: re.Pattern[str]
    agency: re.Pattern[str]


def _words(*alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(alternatives)})(?!\w)", re.IGNORECASE)


TONES: Mapping[str, Tone] = {
    "en": Tone(
        threat=_words(
            "or else", "last chance", "you will regret", "we will (?:sue|ruin|destroy|expose)", "arrest(?:ed)?", "jail",
            "prison", "police", "criminal", "deadbeat", "thie(?:f|ves)", "fraudsters?", "liars?", "shame(?:ful)?",
            "disgrace(?:ful)?", "blacklist(?:ed)?", "garnish\\w*", "seiz(?:e|ure)", "immediately or", "consequences",
        ),
        promotion=_words(
            "special offer", "discount code", "buy now", "order now", "sale", "promo(?:tion)?", "limited time",
            "free gift", "new products?", "newsletter", "upgrade today", "% off",
        ),
        agency=_words("collection agency", "debt collectors?", "third[- ]party collection", "legal action", "court"),
    ),
    "de": Tone(
        threat=_words(
            "letzte Chance", "Sie werden (?:es )?bereuen", "Gefängnis", "Haft", "Polizei", "Strafanzeige",
            "kriminell\\w*", "Betrüger(?:n|in)?", "Lügner", "Schande", "schämen", "schwarze Liste",
            "Pfändung", "Konsequenzen", "sonst", "andernfalls droht", "widrigenfalls",
        ),
        promotion=_words(
            "Sonderangebot", "Rabatt(?:code|aktion)?", "jetzt (?:kaufen|bestellen)", "Aktion", "Gutschein",
            "Newsletter", "nur für kurze Zeit", "Neuheiten", "gratis",
        ),
        agency=_words("Inkasso\\w*", "Mahnbescheid", "gerichtlich\\w*", "Rechtsanwalt", "Klage"),
    ),
    "fr": Tone(
        threat=_words(
            "dernière chance", "vous (?:le )?regretterez", "prison", "police", "plainte pénale", "escrocs?",
            "menteurs?", "honte(?:ux)?", "liste noire", "saisie", "conséquences", "sinon",
        ),
        promotion=_words(
            "offre spéciale", "code promo", "promotion", "achetez", "commandez maintenant", "gratuit", "soldes",
        ),
        agency=_words("recouvrement", "huissier", "tribunal", "poursuites"),
    ),
    "es": Tone(
        threat=_words(
            "última oportunidad", "se arrepentirá", "cárcel", "policía", "denuncia penal", "estafador(?:es)?",
            "mentiros[oa]s?", "vergüenza", "lista negra", "embargo", "consecuencias", "de lo contrario",
        ),
        promotion=_words("oferta especial", "código de descuento", "compre ahora", "promoción", "gratis", "rebajas"),
        agency=_words("agencia de cobros?", "recobro", "tribunales", "acciones legales"),
    ),
}  # fmt: skip


def tone_of(language: str) -> Tone | None:
    """The patterns of a language such as ``de_CH``, by its base."""
    return TONES.get(language.partition("_")[0])
