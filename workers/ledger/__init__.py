"""The sub-ledger: the only package that knows SQL. Must not decide; it loads facts and records decisions.

`unit_of_work` opens it, `schema` and `migrations` shape it, `posting` and `journal` write what is never changed. Then,
by its road: `book` and `importing` (what is owed), `outgoing`, `incoming`, `cash`, `queue`, `operations`;
`laws` proves the whole, `sql` holds the plain statements.
"""
