"""Families that the readers may be tuned on."""
