"""How the estate hangs together: cycles, communities, centrality. On sparse matrices of a snapshot."""
