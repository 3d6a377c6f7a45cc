"""config/robot.yaml as frozen values: who we are, whom the robot may reach, when, and how much it may do alone.

Every key has a default or is required; none is read anywhere else. Values only, no decisions beyond `segment_for`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field

from workers.errors import UserError
from workers.policy.answers import Answers
from workers.policy.bank_files import BankFiles
from workers.policy.call_tasks import CallTasks
from workers.policy.cash_application import CashApplicationPolicy
from workers.policy.company import Company, Entity
from workers.policy.console import ConsolePolicy
from workers.policy.courtesy import Statements, ThankYou
from workers.policy.customer_page import CustomerPage
from workers.policy.fields import (
    AmountPerCurrency,
    Country,
    Domain,
    Email,
    Folder,
    Language,
    NotNegative,
    OneOrMore,
    Phone,
    SendWindow,
    Slug,
    Text,
    Window,
)
from workers.policy.mail_authentication import MailAuthentication
from workers.policy.pauses import Pause
from workers.policy.promises import PromisePolicy
from workers.policy.sender import Sender
from workers.policy.sms import SmsPolicy
from workers.policy.staffing import Staffing
from workers.receivables.people import plain_name

Mode = Literal["shadow", "approve", "live"]
FeedName = Literal["bank", "open_items", "mailbox"]
Party = Literal["company", "sole_trader", "consumer"]
# What not everybody may do: `legal` lifts stops.
PersonRole = Literal["legal"]
# The strictest rules are a consumer's.
UNKNOWN_PARTY: Party = "consumer"
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


@dataclass(frozen=True, slots=True)
class Match:
    """Which customers a segment takes: every list that is given must hold the customer's value."""

    segment: tuple[str, ...] = ()
    party: tuple[Party, ...] = ()
    country: tuple[Country, ...] = ()

    @property
    def takes_everybody(self) -> bool:
        return not (self.segment or self.party or self.country)

    def takes(self, segment: str, party: str, country: str) -> bool:
        return (
            (not self.segment or segment in self.segment)
            and (not self.party or party in self.party)
            and (not self.country or country in self.country)
        )


@dataclass(frozen=True, slots=True)
class Segment:
    """Customers that are treated alike: one ladder, one mode."""

    name: Slug
    ladder: Slug
    mode: Mode = "approve"
    match: Match = field(default_factory=Match)


@dataclass(frozen=True, slots=True)
class Redirect:
    """For rehearsals: everything that would leave goes here instead."""

    email: Email
    sms: Phone


@dataclass(frozen=True, slots=True)
class Bound:
    """The most of one kind per day: ``multiple`` times the median of recent days, but at least ``at_least``."""

    at_least: NotNegative
    multiple: OneOrMore = 3


@dataclass(frozen=True, slots=True)
class CashBound:
    """The most cash applied without a person per day, in each currency."""

    at_least: AmountPerCurrency
    multiple: OneOrMore = 3


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one day may hold; over it the run parks as a case."""

    notices: Bound = field(default_factory=lambda: Bound(at_least=200))
    cash_applied: CashBound = field(default_factory=lambda: CashBound(at_least={}))
    placements: Bound = field(default_factory=lambda: Bound(at_least=5))
    median_days: OneOrMore = 20


@dataclass(frozen=True, slots=True)
class Feed:
    """A source of facts that must be fresh before anybody is dunned."""

    max_age_hours: OneOrMore


@dataclass(frozen=True, slots=True)
class ContactCap:
    """The most messages one contact gets in any span of ``days`` days, over all channels and accounts."""

    messages: OneOrMore = 3
    days: OneOrMore = 7


def _office_hours() -> dict[Weekday, SendWindow]:
    days: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday")
    return {day: Window(time(9), time(18)) for day in days}


@dataclass(frozen=True, slots=True)
class ContactRules:
    """When and how often a person may be reached, and in which roles people are known."""

    send_window: Mapping[Weekday, SendWindow] = field(default_factory=_office_hours)  # a day not listed is closed
    skip_public_holidays: bool = True
    cap: ContactCap = field(default_factory=ContactCap)
    roles: Annotated[tuple[Slug, ...], Field(min_length=1)] = ("ap_clerk", "manager", "finance_head")


@dataclass(frozen=True, slots=True)
class RemittancePolicy:
    """An advice that was posted waits this long for its bank line; then it is reversed and becomes a case."""

    confirm_within_business_days: OneOrMore = 5


@dataclass(frozen=True, slots=True)
class Importing:
    """How the open-items file is taken in beside the system of record.

    ``party_unless_told`` is what a customer is whose row does not say; without it such a customer is treated as a
    consumer, and a person is asked.
    """

    ack_days: OneOrMore = 5
    close_at_most_percent: Annotated[int, Field(ge=0, le=100)] = 10
    party_unless_told: Party | None = None


@dataclass(frozen=True, slots=True)
class Schedule:
    """When the daily runs start (in the default entity's zone) and how often the rest looks for work."""

    dunning_at: time = time(6)
    escalation_at: time = time(7)
    mailbox_poll_seconds: OneOrMore = 60
    dispatch_seconds: OneOrMore = 30
    sweep_seconds: OneOrMore = 60
    verify_minutes: OneOrMore = 15


@dataclass(frozen=True, slots=True)
class Report:
    """The daily report mail."""

    to: Annotated[tuple[Email, ...], Field(min_length=1)]
    at: time = time(18)


@dataclass(frozen=True, slots=True)
class ApprovalPolicy:
    """Levels with `approval: always`: an account whose notice a person refused is not asked again for so many days."""

    refused_hold_days: OneOrMore = 14


@dataclass(frozen=True, slots=True)
class CaseRule:
    """Who looks at a kind of case (a team or an address), and by when."""

    owner: Text
    due_in_business_days: NotNegative = 2


@dataclass(frozen=True, slots=True)
class ExceptionQueuePolicy:
    """Owners and due times of cases; a kind that is not listed takes `default`, and without one the queue's own.

    ``alone_up_to`` names, by kind, up to which amount one person decides; above it a second one has to agree. What
    people decided alike ``promote_after`` times the robot proposes as a rule.
    """

    default: CaseRule | None = None
    kinds: Mapping[Slug, CaseRule] = field(default_factory=dict)
    claim_minutes: OneOrMore = 30
    alone_up_to: Mapping[Slug, AmountPerCurrency] = field(default_factory=dict)
    promote_after: OneOrMore = 50


@dataclass(frozen=True, slots=True)
class OutboxPolicy:
    """The lease of a claimed message, the waits after definite temporary refusals, and what goes with a notice.

    ``invoices`` is the folder below COLLECTBOT_HOME in which copies lie.
    """

    lease_seconds: Annotated[int, Field(ge=10)] = 120
    max_attempts: OneOrMore = 5
    retry_minutes: Annotated[tuple[OneOrMore, ...], Field(min_length=1)] = (5, 30, 120, 480)
    in_doubt_minutes: OneOrMore = 15
    invoices: Folder = "documents"
    max_attachment_kb: OneOrMore = 5000


@dataclass(frozen=True, slots=True)
class RobotPolicy:
    """All of config/robot.yaml."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(strict=True, extra="forbid", title="Robot")

    company: Company
    own_domain: Domain
    authserv_id: Domain
    entities: Mapping[str, Entity]
    segments: Annotated[tuple[Segment, ...], Field(min_length=1)]
    report: Report
    default_language: Language = "en"
    languages: Annotated[tuple[Language, ...], Field(min_length=1)] = ("en",)
    redirect_all_to: Redirect | None = None
    senders: Mapping[Slug, Sender] = field(default_factory=dict)
    approval: ApprovalPolicy = field(default_factory=ApprovalPolicy)
    bounds: Bounds = field(default_factory=Bounds)
    feeds: Mapping[FeedName, Feed] = field(default_factory=dict)
    contact_rules: ContactRules = field(default_factory=ContactRules)
    cash_application: CashApplicationPolicy = field(default_factory=CashApplicationPolicy)
    remittance: RemittancePolicy = field(default_factory=RemittancePolicy)
    promises: PromisePolicy = field(default_factory=PromisePolicy)
    exception_queue: ExceptionQueuePolicy = field(default_factory=ExceptionQueuePolicy)
    staffing: Staffing = field(default_factory=Staffing)
    console: ConsolePolicy = field(default_factory=ConsolePolicy)
    call_tasks: CallTasks = field(default_factory=CallTasks)
    importing: Importing = field(default_factory=Importing)
    schedule: Schedule = field(default_factory=Schedule)
    outbox: OutboxPolicy = field(default_factory=OutboxPolicy)
    sms: SmsPolicy = field(default_factory=SmsPolicy)
    mail_authentication: MailAuthentication = field(default_factory=MailAuthentication)
    people: Mapping[PersonRole, tuple[Text, ...]] = field(default_factory=dict)
    pauses: tuple[Pause, ...] = ()
    statements: Statements | None = None
    thank_you: ThankYou = field(default_factory=ThankYou)
    answers: Answers | None = None
    customer_page: CustomerPage = field(default_factory=CustomerPage)
    bank_files: BankFiles = field(default_factory=BankFiles)

    @property
    def email_senders(self) -> tuple[str, ...]:
        """Every address that the robot writes from."""
        return (self.company.email_from, *(sender.email_from for sender in self.senders.values()))

    def segment_for(self, segment: str, party: str, country: str) -> Segment:
        """The first segment that takes such a customer; the last one takes everybody (checked at load).

        Of whom nobody knows what he is, he is treated as a consumer.
        """
        return next(s for s in self.segments if s.match.takes(segment, party or UNKNOWN_PARTY, country))

    def entity(self, name: str) -> Entity:
        """Our entity of that name; one that was taken out of the file goes by the zone and country of the default."""
        return self.entities.get(name) or self.entities["default"]

    def demand_person(self, name: str, role: PersonRole, act: str) -> None:
        """Raise `UserError` unless somebody of that name, or address, has the role."""
        known = self.people.get(role, ())
        if plain_name(name) not in map(plain_name, known):
            who = ", ".join(known) or "nobody yet"
            raise UserError(f"{name!r} may not {act}: that takes the role {role} (people.{role} in robot.yaml: {who})")
