"""Pure rules of cash application."""
