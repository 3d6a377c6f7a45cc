"""Rows of what arrived: raw messages, stored before they are understood, and their correspondence."""
