"""Pure rules of the inbox."""
