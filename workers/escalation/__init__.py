"""Placement of exhausted accounts with a collection agency, after approval."""
