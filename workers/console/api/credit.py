"""The call of the API that asks for a limit and terms of an account. Must not decide who may set one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from workers.console.api.access import ApiWorker
from workers.console.api.orders import Amount
from workers.console.parts import parts_of
from workers.credit.limits import TermsWanted, want_terms
from workers.ledger.book.listings import account_named

router = APIRouter()
_NO_NUL = r"^[^\x00]*$"


class TermsAsked(BaseModel):
    """A limit in minor units (null takes it away) and terms; ``review_on`` is the policy's where it is left out."""

    model_config = ConfigDict(extra="forbid")

    customer_id: Annotated[str, Field(min_length=1, max_length=80, pattern=_NO_NUL)]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    limit_minor: Amount | None
    terms: Literal["open", "cod"] = "open"
    reason: Annotated[str, Field(min_length=1, max_length=2000, pattern=_NO_NUL)]
    review_on: date | None = None
    entity: Annotated[str, Field(max_length=80, pattern=_NO_NUL)] = ""


@dataclass(frozen=True, slots=True)
class TermsAnswer:
    """``waits``: the case needs another person's word; until then the terms are as they were."""

    state: Literal["set", "waits"]
    case: int | None


@router.post("/credit-terms")
def ask_for_terms(request: Request, caller: ApiWorker, body: TermsAsked) -> TermsAnswer:
    """Set a limit and terms, or open the case for a second person above the caller's own limit."""
    parts = parts_of(request)
    with parts.robot.ledger.write() as connection:
        account_id = account_named(connection, body.customer_id, body.entity)
        wanted = TermsWanted(account_id, body.currency, body.limit_minor, body.terms, body.reason, body.review_on)
        case_id = want_terms(connection, wanted, parts.robot.policy, caller.occasion(parts))
    return TermsAnswer("set" if case_id is None else "waits", case_id)
