"""The sender's self-test: does the public DNS let our mails pass? Where it says that all must be rejected, none leaves.

Asked before a dispatch, at most once in `_KEPT`, and remembered in the ledger for all processes. Where no DNS answers
the last answer stands. Must not decide about single messages: their claim leaves refused mail where it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import structlog

from workers.channels.dns_records import DnsRecords, DnsSilent
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.kinds import CaseKind
from workers.ledger.operations.sender_state import sender_state, set_sender_state
from workers.ledger.unit_of_work import Ledger
from workers.policy.queue import queue_policy
from workers.policy.robot import RobotPolicy
from workers.receivables.mail_authentication import Finding, SenderRecords, domains_above, judge_sender_records
from workers.receivables.occasion import Occasion

_KEPT, _KEPT_WHILE_REFUSED = timedelta(hours=6), timedelta(minutes=10)
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class SenderReport:
    """What was found for all From domains; ``silent`` says why nothing could be looked up."""

    findings: tuple[Finding, ...] = ()
    silent: str = ""

    @property
    def refusal(self) -> str:
        """Why no mail may leave, with what to do; empty while mails may leave."""
        return "; ".join(f"{one.text}: {one.fix}" for one in self.findings if one.weight == "refusal")


def examine_sender(robot: RobotPolicy, records: DnsRecords) -> SenderReport:
    """Look up and judge the records of every domain that we write from."""
    try:
        found = [finding for each in _records_of(robot, records) for finding in judge_sender_records(each)]
    except DnsSilent as silent:
        return SenderReport(silent=f"{silent}; the sender's records were not checked")
    return SenderReport(tuple(dict.fromkeys(found)))


def examine_from(robot: RobotPolicy, dns_url: str) -> SenderReport:
    """The same, over the resolver of an address; empty: the machine's own."""
    return examine_sender(robot, DnsRecords(dns_url))


def keep_watch(ledger: Ledger, robot: RobotPolicy, records: DnsRecords, occasion: Occasion) -> None:
    """Examine the sender where that is due, and remember whether its mails may leave."""
    with ledger.read() as connection:
        known = sender_state(connection)
    if known is not None:
        kept = _KEPT_WHILE_REFUSED if known.refusal else _KEPT
        if timedelta() <= occasion.at - known.checked_at < kept:
            return
    report = examine_sender(robot, records)
    if report.silent:
        _log.warning("sender.unchecked", reason=report.silent)
        return
    with ledger.write() as connection:
        set_sender_state(connection, report.refusal, occasion)
        if report.refusal:
            _log.error("sender.refused", reason=report.refusal)
            case = NewCase(CaseKind.OPERATIONS, "sender_records", f"no e-mail leaves: {report.refusal}")
            open_case(connection, case, occasion, queue_policy(robot))


def _records_of(robot: RobotPolicy, records: DnsRecords) -> Iterator[SenderRecords]:
    company, selector = robot.company, robot.mail_authentication.dkim_selector
    return_domain = _domain(company.bounce_address)
    for from_domain in dict.fromkeys(map(_domain, robot.email_senders)):
        yield SenderRecords(
            from_domain,
            return_domain,
            selector,
            dmarc={domain: records.txt(f"_dmarc.{domain}") for domain in domains_above(from_domain)},
            spf=records.txt(return_domain),
            dkim=records.txt(f"{selector}._domainkey.{from_domain}") if selector else (),
        )


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower()
