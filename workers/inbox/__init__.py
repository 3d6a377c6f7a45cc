"""Everything that arrives: stored before it is understood, settled once, then filed. Raw first, always."""
