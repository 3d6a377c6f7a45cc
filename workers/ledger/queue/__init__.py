"""Rows of the exception queue: cases, and what waits behind an approval or a hand-over."""
