"""Pure decisions of the reports slice."""
