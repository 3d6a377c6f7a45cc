"""Benchmarks: what they measure is in each module's docstring. None is imported by the product."""
