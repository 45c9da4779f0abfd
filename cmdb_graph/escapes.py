"""Texts as formats and tools can take them: what XML cannot hold, and what a spreadsheet would take for a formula."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|_(?=x[0-9A-F]{4}_)")
_ESCAPED = re.compile("_x(?!D[89A-F])([0-9A-F]{4})_")  # half of a character is none
# A spreadsheet's own mark of a text is the apostrophe: a text that has some already gets one more, so that it can be taken off.
_FORMULA = re.compile("'*[=+\\-@\t\r]")


def held(text: str) -> str:
    """The text without characters that XML 1.0 cannot hold: U+0001 is `_x0001_`, and a `_x0001_` in it `_x005F_x0001_`.

    As Office Open XML does: ISO/IEC 29500-1, 22.9.2.19, ST_Xstring.
    """
    if text.isprintable() and "_x" not in text:  # nearly all are, and the look at each character is for the others
        return text
    return _FORBIDDEN.sub(lambda found: f"_x{ord(found.group()):04X}_", text)


def unheld(text: str) -> str:
    """The text that `held` was given."""
    return _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text) if "_x" in text else text


def xml_text(text: str) -> str:
    """Any text as the content of an XML element."""
    # A bare return would come back as a new line.
    return escape(held(text)).replace("\r", "&#13;")


def xml_attribute(text: str) -> str:
    """Any text as the value of an XML attribute, with its quotes."""
    return quoteattr(held(text))


def inert(cell: str) -> str:
    """A text that a spreadsheet would take for a formula, behind an apostrophe."""
    return f"'{cell}" if _FORMULA.match(cell) else cell
