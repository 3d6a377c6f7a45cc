"""The JSON API under /api: for programs, with tokens; the same functions and roles as the pages."""
