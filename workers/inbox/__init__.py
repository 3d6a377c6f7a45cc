"""Everything that arrives is stored here before it is understood."""
