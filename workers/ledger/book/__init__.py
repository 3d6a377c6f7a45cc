"""Customers, open items and what may be asked of them: the rows a dunning decision is made from."""
