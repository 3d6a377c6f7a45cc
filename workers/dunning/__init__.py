"""Dunning: facts of an account and a ladder become a notice, or a reason why not."""
