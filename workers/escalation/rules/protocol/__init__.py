"""The agency protocol, version 1: one table of columns for both directions, as CSV or JSON lines. Pure.

A file is a batch: its records, then one trailer per currency with their number and sum. docs/agency-protocol.md is the
same for the other side.
"""
