"""Starts, watches and stops everything that `make run` runs, and the servers the tests need."""
