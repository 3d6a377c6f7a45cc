"""Who may come in, as whom, and what that person may do."""
