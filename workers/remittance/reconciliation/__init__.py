"""A customer's own list of what it thinks it owes us, against our book: where they differ, and why (F66)."""
