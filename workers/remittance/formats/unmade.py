"""What says that a payment was not made: proposed, not yet released, rejected, cancelled, or only promised.

Such a page lists documents, adds up and may even call itself an advice. Words only; must not read amounts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from workers.remittance.formats.vocabulary import plain

_SENTENCE = re.compile(r"(?<=[.!?;])\s+")
_IF = re.compile(
    r"\b(?:if|any|unless|should|in case|whether|until|wenn|falls|sollten?|sofern|si|au cas ou|qualora|se|indien|als"
    r"|mocht|in caso|en caso|cuando)\b(?: \S+){0,10} ?$"
)
_PAYMENT = r"(?:payments?|transfers?|cheques?|checks?|warrants?|eft|ach|wire|bacs|remittances?|payment run)"
_ZAHLUNG = r"(?:zahlung\w*|uberweisung\w*|scheck\w*|zahlungsavis|zahllauf\w*)"
_PAIEMENT = r"(?:paiements?|virements?|reglements?|cheques?)"
_PAGO = r"(?:pagos?|transferencias?|cheques?)"
_PAGAMENTO = r"(?:pagament[oi]|bonific[oi]|assegn[oi])"
_BETALING = r"(?:betaling\w*|overboeking\w*|overschrijving\w*)"
_PROPOSED = (
    r"(?:payment|remittance) proposal|proposed (?:for )?payments?|planned payments?|payments? forecast"
    r"|zahlungsvorschlag\w*|zahlungsvorschau|geplante[nr]? zahlung\w*"
    rf"|proposition de {_PAIEMENT}|{_PAIEMENT} (?:prevus?|programmes?)"
    rf"|propuesta de {_PAGO}|{_PAGO} (?:previst|programad)[oa]s?"
    rf"|proposta di {_PAGAMENTO}|{_PAGAMENTO} (?:previst|programmat)[oi]"
    rf"|betaa?l(?:ings)?voorstel|geplande {_BETALING}"
    r"|draft (?:remittance|payment advice|advice)|not for release|(?:this is )?not a payment|this is (?:only )?a test"
)
_NOT_DONE = (
    r"(?:(?:has|have|had|is|are|was|were) not(?: yet)?|not yet|nothing has|nothing was|none has|none have) (?:been )?"
    r"(?:paid|executed|released|remitted|transferred)|payments? (?:is|are|was|were) not (?:yet )?approved"
    r"|(?:awaiting|pending) (?:\S+ )?(?:approval|authori[sz]ation|release|confirmation)"
    r"|(?:noch|(?:wurden?|wird|werden|ist|sind|haben)(?: \S+){0,6}) nicht (?:\S+ ){0,2}"
    r"(?:bezahlt|gezahlt|uberwiesen|ausgefuhrt|freigegeben|angewiesen|beglichen)"
    r"|(?:n (?:a|ont|est|avons|etait)|ne (?:sont|seront)) pas (?:encore )?(?:ete )?"
    r"(?:paye|regle|execute|valide|vire)\w*"
    r"|(?:aun|todavia) no (?:\S+ ){1,3}(?:pagad|ejecutad|autorizad|realizad|abonad)[oa]s?"
    r"|no (?:se )?(?:ha|han|hemos|estan?) (?:sido )?(?:pagad|ejecutad|autorizad|realizad|abonad)[oa]s?"
    r"|(?:pendientes?|in attesa) d[ei] (?:aprobacion|autorizacion|approvazione|autorizzazione)"
    r"|non (?:ancora |sono |abbiamo |e |stat[aeio] ){1,4}(?:pagat|eseguit|autorizzat|dispost|saldat)[aeio]"
    r"|(?:nog|(?:is|zijn|werd|werden|hebben)(?: \S+){0,5}) niet (?:\S+ )?"
    r"(?:betaald|uitgevoerd|vrijgegeven|overgemaakt|goedgekeurd)"
)
_UNDONE = (
    rf"{_PAYMENT}(?: \S+){{0,14}}? (?:was|were|is|are|been|being|got) (?:\S+ )?(?:rejected|cancell?ed|voided|stopped"
    r"|reversed|recalled|declined|unsuccessful|withdrawn|(?:returned|refused) (?:by|to|unpaid)|bounced)"
    rf"|{_PAYMENT} (?:rejected|rejection|returned|cancell?ed|cancell?ation|reversal|failed|failure|recall)"
    rf"|(?:rejected|returned|failed|reversed|voided|stopped) {_PAYMENT}|cancell?ed (?:payment|transfer|remittance)s?"
    rf"|{_ZAHLUNG}(?: \S+){{0,8}}? (?:storniert|zuruckgewiesen|abgelehnt|zuruckgerufen|annulliert|widerrufen|gesperrt)"
    rf"|(?:storno|stornierung|ablehnung)(?: der)? {_ZAHLUNG}|stornierte[nsr]? {_ZAHLUNG}|zahlungsstorno"
    r"|rucklastschrift|ruckuberweisung"
    rf"|{_PAIEMENT}(?: \S+){{0,8}}? (?:annule|rejete|refuse)e?s?|(?:annulation|rejet) (?:de |du )?{_PAIEMENT}"
    rf"|{_PAGO}(?: \S+){{0,8}}? (?:anulad|rechazad|devuelt)[oa]s?|(?:anulacion|rechazo|devolucion) del? (?:la )?{_PAGO}"
    rf"|{_PAGAMENTO}(?: \S+){{0,8}}? (?:annullat|respint|rifiutat|stornat)[oi]"
    rf"|(?:annullamento|storno) (?:del )?{_PAGAMENTO}"
    rf"|{_BETALING}(?: \S+){{0,8}}? (?:geannuleerd|geweigerd|teruggedraaid|gestorneerd|afgewezen)"
    rf"|annulering (?:van )?(?:de |het )?{_BETALING}"
    # Not what stands below every mail of a house: "please ignore this message if it was not meant for you".
    r"|please (?:disregard|ignore) (?:this|our|the)(?!(?: \S+){0,12} (?:if|unless|not|intended)\b)"
)
_UNMADE = re.compile(rf"\b(?:{_PROPOSED}|{_NOT_DONE}|{_UNDONE})\b")
_PROMISED = re.compile(
    r"\bwe (?:will|ll|shall|intend to|are going to|plan to) (?:\S+ )?(?:pay|remit|settle|transfer"
    r"|(?:send|make|arrange) (?:you )?(?:the |a )?payment)\b"
    r"|\bwill be (?:\S+ )?(?:paid|settled|remitted) (?:\S+ ){0,2}(?:due|next|shortly|soon|when|once|after|as soon)\b"
    r"|\bapproved for payment\b|\bas soon as (?!possible)"
    r"|\b(?:zahlen|uberweisen|begleichen) wir (?:\S+ ){0,8}?(?:nachste\w*|kommende\w*|sobald|demnachst)\b"
    r"|\bwerden wir (?:\S+ ){0,8}?(?:zahlen|uberweisen|begleichen|ausgleichen)\b|\bzur zahlung vorgesehen\b"
    r"|\bnous (?:allons |vous )?(?:regler(?:ons)?|payer(?:ons)?|virerons)\b|\bser(?:a|ont) (?:reglee?s?|payee?s?)\b"
    r"|\b(?:pagaremos|abonaremos|liquidaremos|transferiremos)\b|\bseran? (?:pagad|abonad)[oa]s?\b"
    r"|\b(?:pagheremo|salderemo|bonificheremo|provvederemo)\b|\bsar(?:a|anno) (?:pagat|saldat|bonificat)[aeio]\b"
    r"|\bzullen (?:wij|we) (?:\S+ ){0,8}?(?:betalen|overmaken|voldoen)\b"
)
_STATUS = re.compile(r"\b(?:status|statut|estado|stato)\b")
_WAITS = re.compile(
    r"\b(?:on hold|scheduled|unpaid|blocked|gesperrt|zuruckgestellt|en attente|pendiente|in attesa|in behandeling)\b"
)


def why_unmade(texts: Sequence[str]) -> str:
    """The words that say that nothing was paid, or not yet, or no longer; a condition ("if it was not paid") does not.

    >>> why_unmade(["Our payment 4711 was rejected", "by the bank."]), why_unmade(["If payment was returned to us"])
    ('payment 4711 was rejected', '')
    """
    return next((match[0] for words in _sentences(texts) for match in _unconditional(words)), "")


def why_waiting(texts: Sequence[str]) -> str:
    """The word for a status in which nothing is paid yet, on a page that says that it gives one."""
    words = [plain(text) for text in texts]
    if not any(_STATUS.search(each) for each in words):
        return ""
    return next((f"status: {found[0]}" for each in words if (found := _WAITS.search(each))), "")


def is_promised(texts: Sequence[str]) -> bool:
    """Whether a payment is spoken of as one to come.

    >>> is_promised(["We will pay the following invoices"]), is_promised(["We paid the following invoices"])
    (True, False)
    """
    return any(_PROMISED.search(words) for words in _sentences(texts))


def _sentences(texts: Sequence[str]) -> Iterator[str]:
    """The sentences of the lines, each also as it goes on in the next line."""
    for line, following in pairwise([*texts, ""]):
        for sentence in _SENTENCE.split(f"{line} {following}"):
            yield plain(sentence)


def _unconditional(words: str) -> Iterator[re.Match[str]]:
    return (match for match in _UNMADE.finditer(words) if not _IF.search(words[: match.start()]))
