"""Words that only the reason of a deduction has, in the languages payers write. Values only."""

from __future__ import annotations

import re

from workers.remittance.formats.vocabulary import plain

_REASON_WORD = re.compile(
    r"\b(?:damag\w*|defect\w*|faulty|broken|missing|shortage|short(?:[ -]?(?:deliver\w*|ship\w*|paid|qty))|claim\w*"
    r"|return(?:s|ed)?|reject\w*|refus\w*|penalt\w*|late|delay\w*|withh\w*|deduct\w*|charge ?back\w*|allowance\w*"
    r"|not (?:agreed|received|delivered|ordered|accepted)|over ?charge\w*|incorrect|wrong|differen\w*|discrepan\w*"
    r"|disput\w*|rebate|quality|complain\w*|retention|price|pricing|adjust\w*|set ?off|offset"
    r"|schad\w*|beschadig\w*|mangel\w*|fehl\w*|defekt\w*|reklam\w*|retour\w*|ruck\w*|verspat\w*|abzug\w*|kurzung\w*|einbehalt\w*"
    r"|differenz|preis\w*|minder\w*|verzug\w*|nicht|bruch|falsch\w*|gekurzt|strittig"
    r"|avarie\w*|endommag\w*|manqu\w*|litige\w*|retard\w*|penalit\w*|ecart|prix|non|retenue\w*|casse|erreur|defaut"
    r"|dan(?:o|os|ad\w*)|falt\w*|devol\w*|penali\w*|retraso|diferencia|precio|retenc\w*|reclam\w*|roto|error"
    r"|dann\w*|mancan\w*|reso|resi|ritard\w*|differenza|prezzo|ritenut\w*|reclamo|contest\w*|rott\w*|errat\w*"
    r"|beschadigd|ontbre\w*|tekort|korting|te laat|vertrag\w*|verschil|prijs\w*|inhouding|klacht|niet|kapot)\b"
)


def is_reason(text: str) -> bool:
    """Whether a text has a word that only reasons have.

    >>> is_reason("Pallet damaged"), is_reason("Goods as ordered")
    (True, False)
    """
    return bool(_REASON_WORD.search(plain(text)))
