"""Bank statements: the fact of which an advice is the claim."""
