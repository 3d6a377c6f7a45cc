"""The sub-ledger: the only package that knows SQL. Must not decide; it loads facts and records decisions."""
