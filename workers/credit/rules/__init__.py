"""What decides about orders and limits. Pure."""
