"""Wires to the outside world. Must not decide what is sent, to whom, or when."""
