"""Cash application: a remittance advice becomes applied payments, or a case."""
