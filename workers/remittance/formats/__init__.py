"""Formats interpret words and tables as a remittance advice. Pure."""
