"""The people (and programs) that may use the console, in the ledger."""
