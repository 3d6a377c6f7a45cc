"""Collectbot, a headless collections robot for accounts receivable."""
