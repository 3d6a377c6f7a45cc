"""One module a revision, named by date."""
