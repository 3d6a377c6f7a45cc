"""Pure rules of the reconciliation: which line names which document, and why two figures differ."""
