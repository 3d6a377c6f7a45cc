"""Labelled replies, and the score of triage on them."""
