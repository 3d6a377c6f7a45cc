"""Rows of the outbox: messages, their attempts and receipts, and the gate of a day."""
