"""Real servers for tests, on free loopback ports: started, killed and restarted by the tests that need them."""
