"""Carries out what an agency says: acknowledgements, notes, disputes and closings. Runs in its file's transaction.

Money is for `remittances`. The accounts concerned are locked by the caller.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from workers.escalation.checking import Checked
from workers.escalation.rules.protocol.columns import batch_name
from workers.escalation.rules.protocol.said import DEMAND, Acknowledged, Closed, Disputed, Noted
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.clearing import clear_cases
from workers.exception_queue.kinds import CaseKind
from workers.exception_queue.stopping import Stopping, stop_with_case
from workers.ledger.book.holds import NewHold, add_hold
from workers.ledger.queue import agency_batches, placements
from workers.ledger.queue.agency_batches import SentBatch
from workers.policy.policy_set import PolicySet
from workers.policy.queue import queue_policy
from workers.receivables.occasion import Occasion
from workers.receivables.placement import PlacedItem, Placement

# What an agency closes with and a person must know of; the first two end all contact with the debtor.
_STOPS = {"BKR": "insolvency", "DEC": "deceased"}
_REPORTED = frozenset({"CMP", "DSP", "DUP", "FRD", "LIT", "SOL", "UNC", "UNL", "BKR", "DEC"})
GAVE_BACK = "DSP"


@dataclass(frozen=True, slots=True)
class GivenBack:
    """A dispute that an agency hands to us: about which item, how much of it, in whose words."""

    account_id: int
    item_id: int
    amount: int | None
    code: str
    evidence: str
    note: str


# Opens a dispute; raises `UserError` where there is nothing to dispute. Handed in: disputes are another slice's.
TakeDispute = Callable[[Connection, GivenBack, Occasion], None]


@dataclass(frozen=True, slots=True)
class Ear:
    """Whom the words of one file concern, under which policy, at what moment."""

    connection: Connection
    agency: str
    file_name: str
    policy: PolicySet
    occasion: Occasion
    take_dispute: TakeDispute

    def acknowledge(self, said: Acknowledged, batch: SentBatch) -> None:
        """Number and money compared with what was sent; a right answer ends the question that a wrong one raised."""
        right = (batch.records, batch.amount_minor, batch.currency)
        heard = (said.records, said.amount, said.currency)
        subject = batch_subject(batch.id)
        if heard == right:
            agency_batches.acknowledge(self.connection, batch, "acknowledged", self.occasion)
            why = f"{self.agency} acknowledged it"
            clear_cases(self.connection, (CaseKind.AGENCY_BATCH,), subject, why, self.occasion)
            return
        # A wrong answer that comes after the right one was on its way before it.
        if batch.state == "acknowledged":
            return
        agency_batches.acknowledge(self.connection, batch, "mismatched", self.occasion)
        what = f"{said.records} records and {said.amount} {said.currency}"
        sent = f"{batch.records} records and {batch.amount_minor} {batch.currency}"
        reason = f"{self.agency} acknowledges {what} of {batch_name(batch.id)}; sent were {sent} (minor units)"
        self._ask(CaseKind.AGENCY_BATCH, subject, reason, batch.account_id, {"batch": batch.id, "heard": list(heard)})

    def note(self, said: Noted, placement: Placement) -> None:
        """The day of the demand is kept; anything else is for a person to read."""
        if said.code != DEMAND:
            self._report(placement, said.id, f"notes: {said.text or said.code}", {"document": said.document})
            return
        if placement.demanded_on is not None and placement.demanded_on <= said.on:
            return
        # The day decides what the agency earns: nobody demands what was not handed over yet, nor tomorrow.
        if placement.approved_on is None or not placement.approved_on <= said.on <= self.occasion.business_date:
            handed_over = f"it was approved on {placement.approved_on}"
            self._report(placement, said.id, f"tells of a demand on {said.on}, which cannot be: {handed_over}", {})
            return
        placements.set_demanded(self.connection, placement, said.on, self.occasion)
        early = agency_batches.told_without_fee(self.connection, placement.id, said.on)
        if early:
            reason = f"demanded on {said.on}: {len(early)} payments from that day on were told as NOFEE before"
            self._report(placement, said.id, reason, {"records": early})

    def give_back(self, said: Disputed, placement: Placement, item: PlacedItem) -> None:
        """The item is ours again and disputed; with the last one the placement ends."""
        if placement.state == "placed" and not item.came_back:
            placements.give_back(self.connection, placement, item.id, GAVE_BACK, self.occasion)
        evidence = f"{self.agency}, {self.file_name} line {said.line} ({said.id})"
        amount = min(said.amount, item.open) if said.amount is not None and item.open > 0 else said.amount
        if item.open <= 0:
            self._report(placement, said.id, f"gives back {item.document_number}, which is paid: {said.text}", {})
        else:
            known = self.policy.resolution_matrix.codes
            code = said.code if said.code in known else "unknown"
            dispute = GivenBack(placement.account_id, item.id, amount, code, evidence, said.text)
            self.take_dispute(self.connection, dispute, self.occasion)
        now = placements.find_placement(self.connection, placement.id)
        if now is not None and now.state == "placed" and not now.with_agency:
            self._end(now, GAVE_BACK)

    def close(self, said: Closed, placement: Placement) -> None:
        """The placement ends; unless policy says so, our own ladder stays silent about what is open of it."""
        if placement.state in ("placed", "approved"):
            self._end(placement, said.code)
        if said.code in _STOPS:
            evidence = f"{self.agency} closed placement {placement.id} as {said.code}: {said.text}"
            kind = _STOPS[said.code]
            stop_with_case(self.connection, Stopping(placement.account_id, kind, evidence), self.policy, self.occasion)
        elif said.code in _REPORTED or any(item.open for item in placement.with_agency):
            reason = f"closed placement {placement.id} as {said.code}{f': {said.text}' if said.text else ''}"
            self._report(placement, said.id, reason, {"code": said.code})

    def _end(self, placement: Placement, code: str) -> None:
        placements.set_state(self.connection, placement, "closed", self.occasion, f"{self.agency}: {code}")
        why = f"{self.agency} closed it as {code}: no robot asks for it any more"
        keep_silent(self.connection, placement, why, code, self.policy, occasion=self.occasion)

    def _report(self, placement: Placement, record_id: str, what: str, evidence: dict[str, object]) -> None:
        facts = {"placement": placement.id, "agency": self.agency, "file": self.file_name, "record": record_id}
        subject = f"agency_record:{self.agency}:{record_id}"
        reason = f"{self.agency} {what}"
        self._ask(CaseKind.AGENCY_REPORT, subject, reason, placement.account_id, facts | evidence)

    def _ask(self, kind: CaseKind, subject: str, reason: str, account_id: int, evidence: dict[str, object]) -> None:
        case = NewCase(kind, subject, reason, account_id=account_id, evidence=evidence)
        open_case(self.connection, case, self.occasion, queue_policy(self.policy.robot))


def hear(ear: Ear, checked: Checked) -> None:
    """Everything but money, in an order of its own: a file may list it in any."""
    for record in checked.records:
        if isinstance(record, Acknowledged):
            ear.acknowledge(record, checked.batches[record.batch_id])
    for record in checked.records:
        if isinstance(record, Noted):
            ear.note(record, _now(ear.connection, checked.placements[record.placement]))
    for record in checked.records:
        if isinstance(record, Disputed):
            ear.give_back(record, _now(ear.connection, checked.placements[record.placement]), checked.item(record))
    for record in checked.records:
        if isinstance(record, Closed):
            ear.close(record, _now(ear.connection, checked.placements[record.placement]))


def batch_subject(batch_id: int) -> str:
    """What the cases about a batch are about."""
    return f"agency_batch:{batch_id}"


def keep_silent(
    connection: Connection, placement: Placement, why: str, code: str, policy: PolicySet, *, occasion: Occasion
) -> None:
    """Hold what is open of a placement that ended, unless agencies.yaml lets the ladder go on after this code."""
    agency = policy.agencies.get(placement.agency)
    if agency is not None and code in agency.back_to_ladder:
        return
    for item in placement.items:
        if item.open > 0:
            add_hold(connection, NewHold(placement.account_id, "hold", why, item.id), occasion)


def _now(connection: Connection, placement: Placement) -> Placement:
    """As earlier records of the file have left it."""
    return placements.known_placement(connection, placement.id) or placement
