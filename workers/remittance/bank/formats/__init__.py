"""Readers of bank files, one module per format: bytes in, statements out, or an error with its place. Pure."""
