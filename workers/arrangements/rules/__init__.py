"""What the limits, sums and days of an arrangement mean. Pure."""
