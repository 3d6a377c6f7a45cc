"""One level of a ladder: which notice, when, over which channels, to whom, and what comes with it. Values only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field

from workers.policy.fields import AmountPerCurrency, NotNegative, OneOrMore, Slug

Channel = Literal["email", "sms", "letter", "call"]
Attachment = Literal["statement", "invoices"]
Clock = Literal["due_date", "end_of_month", "previous_notice"]


@dataclass(frozen=True, slots=True)
class Repeat:
    """Give the same notice again while the debt stays open."""

    every_days: Annotated[
        OneOrMore,
        Field(
            description="Days between one giving of the notice and the next, and never fewer than min_interval_days."
        ),
    ]
    at_most: Annotated[
        int, Field(ge=2, le=52, description="How often the notice is given in one episode, the first time included.")
    ]


@dataclass(frozen=True, slots=True)
class Charge:
    """What a level adds to the debt, by agreement or law; a charge is never dunned with interest on itself."""

    policy: Annotated[
        Literal["claim", "book", "inform_only"],
        Field(
            description="claim: ask for it in the notice; book: ask for it and post it when the notice was given; "
            "inform_only: say what would be due, and ask for nothing."
        ),
    ]
    fee: Annotated[AmountPerCurrency, Field(description="A fixed fee per notice, in each currency.")] = field(
        default_factory=dict
    )
    interest: Annotated[bool, Field(description="Statutory or agreed interest up to the day of the notice.")] = False
    compensation: Annotated[bool, Field(description="The fixed sum that the law grants for each late payment.")] = False


@dataclass(frozen=True, slots=True)
class Level:
    """One rung: which notice is given, when, over which channels, to whom, and what comes with it.

    Exactly one of `days_after_due`, `days_after_month_end` and `days_after_previous` says when (checked at load).
    """

    number: Annotated[int, Field(description="Counted from 1 by the loader; not written in the file.")]
    name: Annotated[Slug, Field(description="The level's own name; it appears in reports and in the journal.")]
    notice: Annotated[Slug, Field(description="Folder under templates/dunning/ that holds the notice's texts.")]
    channels: Annotated[
        tuple[Channel, ...],
        Field(min_length=1, description="How the notice leaves; every channel listed is used."),
    ]
    recipients: Annotated[
        tuple[Slug, ...],
        Field(min_length=1, description="Contact roles in order: the first with a usable address gets the notice."),
    ]
    days_after_due: Annotated[
        int | None,
        Field(
            ge=-60,
            le=1000,
            description="Days after the due date of the oldest open item; 0 is the due date, -3 three days before it. "
            "A level on or before the due date lists what falls due; every other one lists what is overdue.",
        ),
    ] = None
    days_after_month_end: Annotated[
        int | None,
        Field(ge=0, le=1000, description="Days after the last day of the month in which the oldest open item is due."),
    ] = None
    days_after_previous: Annotated[
        int | None, Field(ge=1, le=365, description="Days after the notice before was handed over; not for level 1.")
    ] = None
    repeat: Annotated[
        Repeat | None,
        Field(
            description="Give this notice again until its limit or until the next level's own day (or the referral's), "
            "whichever comes first. A next level with days_after_previous has no day of its own: it waits for the last "
            "repeat."
        ),
    ] = None
    min_interval_days: Annotated[
        OneOrMore, Field(description="Days that must lie between the notice before and this one, whatever happened.")
    ] = 7
    pay_within_days: Annotated[
        OneOrMore, Field(description="The new deadline printed in the notice: this many days after the day it is sent.")
    ] = 7
    minimum_amount: Annotated[
        AmountPerCurrency,
        Field(
            description="Below this overdue amount, less money on account, the level waits; a lower level that may "
            "still be given (repeat, by_age, latest) is given meanwhile. A currency that is not listed has no minimum."
        ),
    ] = field(default_factory=dict)
    minimum_percent: Annotated[
        NotNegative,
        Field(
            le=100,
            description="Below this share of everything the account has open in that currency the level waits, as with "
            "minimum_amount; both must be reached.",
        ),
    ] = 0
    fallback_channels: Annotated[
        tuple[Channel, ...],
        Field(
            description="Where no contact can be reached over any of `channels`, the first of these that reaches one."
        ),
    ] = ()
    internal_copy: Annotated[
        tuple[str, ...],
        Field(description="Who of us is told, once a day in one mail: account_owner, or addresses of our own domain."),
    ] = ()
    sender: Annotated[
        Slug | None, Field(description="Who signs and sends: one of `senders` in robot.yaml; left out, the company.")
    ] = None
    attach: Annotated[
        tuple[Attachment, ...],
        Field(description="PDFs that go with e-mail and letter: a statement of the account, copies of the invoices."),
    ] = ()
    approval: Annotated[
        Literal["never", "always"],
        Field(description="always: the notice waits as a case until a person lets it go."),
    ] = "never"
    order_hold: Annotated[
        bool, Field(description="Ask that new orders be held once this notice was handed over; paying releases it.")
    ] = False
    charge: Annotated[Charge | None, Field(description="Fee, interest or compensation that comes with this level.")] = (
        None
    )
    final: Annotated[
        bool,
        Field(
            description="true on the last notice before referral: the one that announces third-party collection. The "
            "last notice of a ladder is given again, min_interval_days kept, when debt that it never listed comes to "
            "its day."
        ),
    ] = False

    @property
    def clock(self) -> Clock:
        """What the level's days count from."""
        if self.days_after_due is not None:
            return "due_date"
        return "previous_notice" if self.days_after_month_end is None else "end_of_month"

    @property
    def days(self) -> int:
        """The days after what `clock` names."""
        if self.days_after_due is not None:
            return self.days_after_due
        return (self.days_after_previous if self.days_after_month_end is None else self.days_after_month_end) or 0

    @property
    def is_early(self) -> bool:
        """Whether it comes on or before the due date: it reminds of what falls due, and asks for nothing overdue."""
        return self.days_after_due is not None and self.days_after_due <= 0

    @property
    def times(self) -> int:
        """How often the notice may be given in one episode."""
        return self.repeat.at_most if self.repeat else 1
