"""Bank statements: reading their lines, matching them with advices and items, posting them."""
