"""What is wrong in the data: checks, a score that they make up, and its trend. docs/health.md says how each figure is counted."""
