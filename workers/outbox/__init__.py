"""Everything that leaves goes through here, once."""
