"""The history of a book: what the robot knew of an account at any past instant.

Rebuilt from entries, journal and the instants that rows carry, for the simulation of a ladder and for `explain --at`.
Names, addresses and due dates are those of today: the journal holds no personal data, and no row keeps its old ones.
"""
