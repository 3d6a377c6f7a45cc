"""Lint: relations that must hold between values of the policy, each with a stable rule id. Pure; reads no file."""
