"""Families that nobody tunes on: their figures say what an unknown layout will meet."""
