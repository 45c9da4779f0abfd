"""Metrics of tickets: pure functions of their histories and of a period, each with the records behind it."""
