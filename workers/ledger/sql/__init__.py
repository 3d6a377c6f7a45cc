"""Plain statements, bulk writes and locks where SQLAlchemy Core has no word or is too slow. Decides nothing."""
