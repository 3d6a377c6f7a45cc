"""The tests of Collectbot; `./collectbot test` runs them all."""
