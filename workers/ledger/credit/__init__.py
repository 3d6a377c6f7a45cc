"""What customers owe as a credit decision sees it, their limits and terms, and what became of their orders."""
