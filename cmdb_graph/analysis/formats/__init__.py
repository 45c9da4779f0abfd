"""The forms in which a snapshot is kept in a file; docs/analysis.md has the schema of each.

All hold a header and the same columns: NODE_COLUMNS, and LINK_COLUMNS, in which `from` and `to` are ids.
"""
