"""Rows of running the robot: leases, jobs, switches, feeds, policies, figures and back-ups."""
