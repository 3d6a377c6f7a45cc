"""Disputes: taken in with a reason and an amount, given to an owner, chased until they are resolved, and answered."""
