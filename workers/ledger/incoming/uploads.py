"""Files that came by the customers' page, each stored as a mail of its own, so that people see it as they see mails.

Must not read a file. It is settled as a case when it is stored: no reader ever takes it for an advice.
"""

from __future__ import annotations

from sqlalchemy import Connection, func, insert, select

from workers.ledger.incoming.raw_messages import Settlement, settle_message, store_content
from workers.ledger.schema import raw_messages
from workers.ledger.sql.named_locks import lock_names
from workers.receivables.occasion import Occasion

# No mailbox has this name: theirs are addresses of folders.
MAILBOX = "customer page"


def store_upload(connection: Connection, raw: bytes, account_id: int, occasion: Occasion) -> int:
    """Store the bytes of a mail under their digest, settled as a case of that account; returns the mail's id."""
    digest = store_content(connection, raw)
    lock_names(connection, [MAILBOX])
    newest = select(func.coalesce(func.max(raw_messages.c.uid), 0)).where(raw_messages.c.mailbox == MAILBOX)
    values = {
        "mailbox": MAILBOX,
        "uid_validity": 1,
        "uid": int(connection.scalar(newest) or 0) + 1,
        "digest": digest,
        "fetched_at": occasion.at,
        "filed": True,
    }
    mail_id = int(connection.execute(insert(raw_messages).values(values).returning(raw_messages.c.id)).scalar_one())
    settled = Settlement("case", "a proof of payment that the customer uploaded", account_id)
    settle_message(connection, mail_id, settled, occasion)
    return mail_id
