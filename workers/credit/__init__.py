"""Credit: whether an order goes out, and how much a customer may owe us."""
