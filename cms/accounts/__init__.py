"""Accounts: opening one, signing in, the profile, and what is kept about a person."""
