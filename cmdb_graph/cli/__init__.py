"""The command line: the same questions as the API, for people in a terminal and for scripts (`--json`).

Exit codes: 0 answered, 1 the answer is "no" (a failed check, a record that was rejected), 2 bad usage or input, 3 no database.
"""

from cmdb_graph.cli.main import main

__all__ = ["main"]
