"""The creditor of a notice and who signs it, from robot.yaml. Must not know templates or languages."""

from __future__ import annotations

from workers.errors import ConfigurationError
from workers.policy.robot import RobotPolicy
from workers.receivables.notice import Creditor, Signatory


def creditor_for(robot: RobotPolicy, entity: str, currency: str) -> Creditor:
    """Who asks, and the bank account for that currency; the first account listed serves any other currency."""
    if entity not in robot.entities:
        raise ConfigurationError(f"the entity {entity} is not in robot.yaml", hint="put it back, or close its accounts")
    company = robot.company
    accounts = company.bank_accounts
    account = accounts.get(currency) or next(iter(accounts.values()))
    return Creditor(
        name=robot.entities[entity].name,
        postal_address=company.postal_address.strip(),
        phone=company.phone,
        email=company.reply_to,
        bank=account.bank,
        iban=account.iban,
        bic=account.bic,
        account_number=account.account_number,
        routing_number=account.routing_number,
    )


def signatory_of(robot: RobotPolicy, sender: str | None) -> Signatory | None:
    """Who signs in place of the company, where a level names one of `senders`."""
    if sender is None:
        return None
    known = robot.senders[sender]
    return Signatory(known.name, known.email_from, known.reply_to or robot.company.reply_to)


def thread_token(robot: RobotPolicy, customer_id: str) -> str:
    """What stands in brackets in the subject of every mail about an account.

    The prefix is ours, so that a customer's own number in a subject is never taken for it: ``BW-C10006``.
    """
    return f"{robot.company.account_prefix}-{customer_id}"
