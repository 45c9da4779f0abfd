"""Offline analysis of the whole estate: a snapshot of the graph, and what only all of it together shows."""
