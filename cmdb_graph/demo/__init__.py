"""The demo estate: Tern Ferries, two years of a ferry line's IT, told in dated chapters.

The story is data, in `estate/`: a folder per chapter in the order of their names, with a `chapter.toml` and further
files by part of the company. `reader.py` says how they are written.
"""

from cmdb_graph.demo.reader import Chapter, chapters

# Losing one of two battery rooms is telling: what has two power sources stands with less behind it, what has one goes.
FIRST_QUESTION: list[str] = ["ups-e-a"]

__all__ = ["FIRST_QUESTION", "Chapter", "chapters"]
