"""A ladder tried on the book's real history: the same evaluator and the same send gate, day by day; nothing is sent.

`days` is the loop, `run` feeds it from the ledger, `outcome` counts, `page` and `charts` draw. The book's money, holds
and contacts stay as they were; only notices, episodes and levels follow the ladder that is tried.
"""
