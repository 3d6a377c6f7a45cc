"""Every table of the ledger. Wrong states are unstorable: constraints first, code second. Must not hold queries.

Amounts are minor units beside their currency; instants are UTC; a business date is a date in the entity's zone.
"""

from __future__ import annotations

from workers.ledger.schema.agency import agency_batches, agency_files, agency_records, agency_remittances
from workers.ledger.schema.arrangements import arrangement_items, arrangements, instalments
from workers.ledger.schema.bank import bank_statements, cod_receipts, payer_accounts, payer_names
from workers.ledger.schema.base import metadata
from workers.ledger.schema.book import accounts, consents, contacts, customers, open_items
from workers.ledger.schema.calls import calls
from workers.ledger.schema.charges import charge_parts, charges, promises
from workers.ledger.schema.credit import credit_breaches, credit_terms, order_releases, order_reviews
from workers.ledger.schema.customer_page import page_deeds, page_revocations, page_visits
from workers.ledger.schema.deductions import deductions
from workers.ledger.schema.disputes import disputes
from workers.ledger.schema.inbox import mail_contents, mailbox_cursors, raw_messages
from workers.ledger.schema.item_keys import item_keys
from workers.ledger.schema.learned_rules import learned_rules
from workers.ledger.schema.money import advices, applications, bank_lines, entries, payments, postings
from workers.ledger.schema.operations import (
    controls,
    daily_roots,
    feeds,
    id_blocks,
    imports,
    job_runs,
    ladder_trials,
    leases,
    policy_versions,
    run_spans,
)
from workers.ledger.schema.order_holds import order_holds
from workers.ledger.schema.outbox import contact_reservations, message_attempts, message_items, messages, sent_messages
from workers.ledger.schema.people import absences, login_attempts, user_roles, user_sessions, user_tokens, users
from workers.ledger.schema.queue import cases, placement_items, placements, proposals
from workers.ledger.schema.record import journal, journal_sources
from workers.ledger.schema.restraints import episodes, holds, stops
from workers.ledger.schema.sms import delivery_reports, incoming_sms
from workers.ledger.schema.write_offs import write_off_items, write_offs

__all__ = [
    "absences",
    "accounts",
    "advices",
    "agency_batches",
    "agency_files",
    "agency_records",
    "agency_remittances",
    "applications",
    "arrangement_items",
    "arrangements",
    "bank_lines",
    "bank_statements",
    "calls",
    "cases",
    "charge_parts",
    "charges",
    "cod_receipts",
    "consents",
    "contact_reservations",
    "contacts",
    "controls",
    "credit_breaches",
    "credit_terms",
    "customers",
    "daily_roots",
    "deductions",
    "delivery_reports",
    "disputes",
    "entries",
    "episodes",
    "feeds",
    "holds",
    "id_blocks",
    "imports",
    "incoming_sms",
    "instalments",
    "item_keys",
    "job_runs",
    "journal",
    "journal_sources",
    "ladder_trials",
    "learned_rules",
    "leases",
    "login_attempts",
    "mail_contents",
    "mailbox_cursors",
    "message_attempts",
    "message_items",
    "messages",
    "metadata",
    "open_items",
    "order_holds",
    "order_releases",
    "order_reviews",
    "page_deeds",
    "page_revocations",
    "page_visits",
    "payer_accounts",
    "payer_names",
    "payments",
    "placement_items",
    "placements",
    "policy_versions",
    "postings",
    "promises",
    "proposals",
    "raw_messages",
    "run_spans",
    "sent_messages",
    "stops",
    "user_roles",
    "user_sessions",
    "user_tokens",
    "users",
    "write_off_items",
    "write_offs",
]
