"""What ops people decide, read from `config/` into frozen objects with a content hash. Pure but for `load`."""
