"""Readers turn one kind of file into words and tables. They read; they do not interpret."""
