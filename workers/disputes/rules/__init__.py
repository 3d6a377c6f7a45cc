"""What a dispute's table, amounts and days mean. Pure."""
