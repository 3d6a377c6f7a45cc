"""Pure rules of the exception queue."""
