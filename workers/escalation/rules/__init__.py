"""Pure rules of escalation."""
