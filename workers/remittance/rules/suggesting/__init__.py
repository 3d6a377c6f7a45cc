"""Ranked suggestions for a person: what an exception could mean, and what each would post. Pure; posts nothing."""
