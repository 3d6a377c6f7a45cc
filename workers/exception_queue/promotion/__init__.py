"""Rules that people's decisions teach: proposed with a diff and a test on the past, applied by a second person."""
