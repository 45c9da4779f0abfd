"""cmdb-graph: a graph-backed CMDB that answers questions, with evidence."""
