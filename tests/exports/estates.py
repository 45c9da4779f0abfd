"""Graphs of texts that formats and tools choke on, as Hypothesis draws them."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from cmdb_graph.analysis.snapshot import Links, Nodes, Snapshot, Taken
from cmdb_graph.exports import Graph
from cmdb_graph.exports.formats import FORMATS, FormatName, encoded

# Every character but lone surrogates, which no database can hold; what means something to a format often.
NASTY = [
    "", " ", "  a  b ", "end", "graph", "subgraph", "node", "null", "1. one", "- one", "a\nb", "a\r\nb", "a\rb", "\t",
    "\x00", "\x01", "\x0b", "\x7f", "\x85", "\u2028", "\ufffe", "\ufeff", "_x0001_", "_x005F_", "]]>", "<b>", "&amp;", "&#65;",
    "&", '"', '\\"', "\\", "a\\", "\\N\\G", "'", "`x`", "**x**", "_x_", "--", "-->", "%%", "%%{init: {}}%%", "#35;", "#quot;",
    "<br/>", "{}", "[]", "()", "|", ";", ":", ":::down", "style x:#1;", "classDef", "click n0 href", "ß°¶ﬂ°°35¶ß", "@{",
    "=1+1", "'=1", "''-", "+1", "-1", "@x", "a,b", "\U0001f4a9", "\u202eabc", "\u05d0\u05d1", "e0", "e1", "ee2", "n0",
    "<<b>>", "{a|<p>b}", "a:b:ne", "x->y", "//", "/*", "__proto__", "true", "1", "1e5", "NaN", "NA",
]  # fmt: skip
TEXTS = st.one_of(
    st.sampled_from(NASTY),
    st.lists(st.sampled_from(NASTY), min_size=2, max_size=3).map("".join),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
)
LONGS = st.one_of(st.integers(-9, 9), st.sampled_from([2**53, 2**53 + 1, -(2**63), 2**63 - 1]))
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
SCALARS = [TEXTS, LONGS, FLOATS, st.booleans()]
VALUES = st.one_of(*SCALARS, *(st.lists(scalars, max_size=3) for scalars in SCALARS))
NAMES = st.one_of(
    st.sampled_from(["kind", "attribute_kind", "label", "id", "parent", "state", "attribute_attribute_id", "shape", "a", "A"]),
    TEXTS,
)  # fmt: skip
STATES = st.sampled_from(["down", "degraded", "at_risk", None])


@st.composite
def graphs(draw: st.DrawFn, texts: st.SearchStrategy[str] = TEXTS) -> Graph:
    ids = sorted(draw(st.sets(texts.filter(bool), max_size=5)))
    count = len(ids)

    def column(of: st.SearchStrategy[Any], length: int) -> list[Any]:
        return draw(st.lists(of, min_size=length, max_size=length))

    ends = st.tuples(texts, st.integers(0, max(0, count - 1)), st.integers(0, max(0, count - 1)), texts)
    joined = sorted(draw(st.sets(ends, max_size=6))) if count else []
    nodes = Nodes(
        ids,
        column(texts, count),
        column(texts, count),
        column(st.dictionaries(NAMES, VALUES, max_size=4), count),
        column(st.lists(texts, max_size=2).map(tuple), count),
        column(st.integers(-(10**15), 10**16), count),
    )
    links = Links(
        [type_ for type_, *_ in joined],
        np.array([source for _, source, _, _ in joined], np.int32),
        np.array([target for _, _, target, _ in joined], np.int32),
        column(st.sampled_from(["hard", "soft", "none"]), len(joined)),
        [group for *_, group in joined],
        np.array(column(st.integers(0, 3), len(joined)), np.int32),
        column(st.dictionaries(NAMES, VALUES, max_size=2), len(joined)),
    )
    told: dict[str, list[Any]] = draw(st.sampled_from([{}, {"state": 1}]))
    if told:
        told = {
            "state": column(STATES, count),
            "distance": column(st.one_of(st.none(), st.integers(0, 9)), count),
            "because": column(st.one_of(st.none(), st.lists(texts, max_size=2)), count),
        }
    about = draw(st.sampled_from([{}, {"around": "\x01 -->\n%%", "depth": 2}, {"kinds": ["A", "B"]}]))
    return Graph(Snapshot(Taken("2026-01-01T00:00:00.000000Z"), nodes, links), about, told)


def written(graph: Graph, name: FormatName, file: str = "") -> bytes:
    return b"".join(encoded(FORMATS[name].files[file](graph)))


def same(one: object, two: object) -> bool:
    """Equal, and of the same types: 1, 1.0 and True are equal and not the same."""
    return repr(one) == repr(two)
