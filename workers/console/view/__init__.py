"""How pages look: templates, words, amounts and dates, pictures. Must not read the ledger."""
