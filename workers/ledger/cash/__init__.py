"""Payments and what they were applied to: rows, entries and the reading behind them."""
