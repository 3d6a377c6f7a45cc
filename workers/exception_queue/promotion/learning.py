"""What people decide alike again and again, proposed as one rule by the robot itself. Must not apply one.

A thing that was ever proposed, whatever became of it, is not proposed again by the robot.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from sqlalchemy import Connection

from workers.errors import UserError
from workers.exception_queue.promotion.drafts import RuleDraft, draft_of
from workers.exception_queue.promotion.promoting import Workshop, propose
from workers.ledger.queue import learned_rules
from workers.ledger.unit_of_work import Ledger
from workers.policy.deduction_codes import DeductionCodes
from workers.policy.phrase import plain
from workers.receivables.occasion import Occasion

JOB = "exception_queue.learn_rules"


def learn(ledger: Ledger, shop: Workshop, occasion: Occasion) -> Counter[str]:
    """Propose what people decided alike often enough; how many rules were proposed."""
    done: Counter[str] = Counter()
    with ledger.read() as connection:
        coded = learned_rules.coded_deductions(connection)
    for draft, times in alike(coded, shop.policy.deduction_codes, shop.policy.robot.exception_queue.promote_after):
        with ledger.write() as connection:
            done["proposed"] += _propose_once(connection, draft, times, (shop, occasion))
    return +done


def alike(coded: Iterable[tuple[str, str]], codes: DeductionCodes, at_least: int) -> Iterator[tuple[RuleDraft, int]]:
    """A rule for each reason that people gave one code, always the same and that often, and the file gives it not.

    >>> found = alike([("Sonderposten", "01")] * 3, DeductionCodes(), 3)
    >>> [(draft.sentence, times) for draft, times in found]
    [("a deduction whose reason says 'sonderposten' has code 01", 3)]
    """
    given: dict[str, Counter[str]] = defaultdict(Counter)
    for reason, code in coded:
        given[plain(reason)][code] += 1
    for phrase, found in sorted(given.items()):
        (code, times), *others = found.most_common()
        if times >= at_least and not others and codes.code_of(phrase) != code:
            try:
                yield draft_of("deduction_code", {"code": code, "phrase": phrase}), times
            except UserError:
                continue  # too short to mean anything


def _propose_once(connection: Connection, draft: RuleDraft, times: int, at: tuple[Workshop, Occasion]) -> int:
    shop, occasion = at
    if learned_rules.find_rules(connection, subject=draft.subject):
        return 0
    try:
        propose(connection, draft, f"people decided so {times} times, and never otherwise", shop, occasion)
    except UserError:
        return 0  # the file would not load with it, or says it otherwise: it is left to people
    return 1
