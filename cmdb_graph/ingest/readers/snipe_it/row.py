"""One row of a list: its cells by field, read strictly, and what it mentions beside its own thing."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from cmdb_graph.ingest.identify import Evidence
from cmdb_graph.ingest.readers import Context
from cmdb_graph.ingest.readers import cells as read
from cmdb_graph.ingest.readers.snipe_it.lists import plain
from cmdb_graph.ingest.readers.stated import stated
from cmdb_graph.ingest.readers.things import Thing
from cmdb_graph.texts import fold

T = TypeVar("T")

_HTML = re.compile(r"<(?:a|i|img|nobr|label|span)\b[^<>]*>", re.IGNORECASE)
"""What its tables are drawn with; other tags are what somebody wrote."""


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of a row by field; `headers` say what each is called in the file.

    One that cannot be read counts as empty, and `wrong` says which column it is and why.
    """

    line: int
    given: Mapping[str, str]
    headers: Mapping[str, str]
    context: Context
    wrong: list[str] = dataclasses.field(default_factory=list[str])

    def text(self, field: str) -> str | None:
        """A text. Old versions wrote buttons and links into their files: that is none."""
        found = self.given.get(field)
        if found is not None and _HTML.search(found):
            self._refuse(
                field,
                f"{found[:80]!r} holds HTML, which old versions of Snipe-IT exported: use its custom asset report, or a newer "
                "version",
            )
            return None
        return found

    def day(self, field: str) -> str | None:
        """A day as YYYY-MM-DD."""
        return self._read(field, lambda text: read.day(text, self.context.options.dates))

    def count(self, field: str) -> int | None:
        """A whole number."""
        return self._read(field, lambda text: read.count(text, self.context.options.decimals))

    def months(self, field: str) -> int | None:
        """A number of months, with or without the word."""
        return self._read(
            field, lambda text: read.count(re.sub(r"\s*months?$", "", text), self.context.options.decimals)
        )

    def truth(self, field: str) -> bool | None:
        """Yes or no."""
        return self._read(field, read.truth)

    def money(self, field: str) -> tuple[float | None, str | None]:
        """A price and its currency, where either says it: the file's own or the one that was given."""
        price = self._read(field, lambda text: read.money(text, self.context.options))
        if price is None:
            return None, None
        if price[1] is None:
            self.context.warn(
                "Prices are taken without a currency, since Snipe-IT does not export it: say which it is, such as currency=EUR."
            )
        return price

    def attributes(self, kind: str, given: Mapping[str, object]) -> dict[str, object]:
        """What is given and is not empty, and what the list does not know: custom fields.

        One that is called as a text attribute of the kind, in any case and with blanks, is that; any other keeps its header.
        """
        found = {name: told for name, told in given.items() if told is not None}
        declared = self.context.vocabulary.kind(kind).attributes
        texts = {
            plain(name): name
            for name, its in declared.items()
            if its.type == "string" and not its.values and not its.is_list
        }
        for field, cell in self.given.items():
            if not field.startswith("="):
                continue
            header = field[1:]
            name = header if header in declared else texts.get(plain(header), header)
            if name not in found:
                try:
                    found[name] = stated(header, cell, declared.get(name), self.context.options)
                except ValueError as error:
                    self.wrong.append(f"{error}. Rename the column to keep it as a text")
        return found

    def refuse_deleted(self) -> None:
        """What was deleted there is in an export only on request, and is not taken."""
        if (when := self.given.get("deleted")) is not None:
            self._refuse("deleted", f"it was deleted in Snipe-IT ({when[:40]}), so it is not taken")

    def _read(self, field: str, how: Callable[[str], T]) -> T | None:
        text = self.text(field)
        if text is None:
            return None
        try:
            return how(text)
        except ValueError as error:
            self._refuse(field, str(error))
            return None

    def _refuse(self, field: str, why: str) -> None:
        said = f"{self.headers[field]}: {why}"
        if said not in self.wrong:
            self.wrong.append(said)


def own_id(sort: str, *words: str | None) -> str:
    """The id of what no other source has told of: the same in every import."""
    return f"snipe-it:{sort}:{':'.join(fold(word) for word in words if word)}"[:1024]


def location(name: str, address: str | None = None) -> Thing:
    """A place, by its name: it is unique in Snipe-IT."""
    return Thing(
        Evidence(own_id("location", name), ("Location",), by_name=name),
        "Location",
        name,
        "mention",
        attributes={"address": address} if address else {},
    )


def company(name: str) -> Thing:
    """A company, by its name."""
    return Thing(Evidence(own_id("company", name), ("Organization",), by_name=name), "Organization", name, "mention")


def supplier(name: str) -> Thing:
    """A supplier, by its name."""
    return Thing(
        Evidence(own_id("supplier", name), ("Organization",), by_name=name, rather="Vendor"), "Vendor", name, "mention"
    )


def person(row: Cells, called: str | None) -> Thing | None:
    """The person of a row; None without a user name, mail address or employee number: two may be called the same."""
    username, email, number = row.text("username"), row.text("email"), row.text("employee_number")
    key = username or email or number
    if key is None:
        return None
    given, family = row.text("first_name"), row.text("last_name")
    name = called or " ".join(filter(None, (given, family)))
    name = name.removesuffix(f" ({username})") if username else name
    marks = {"username": username, "email": email, "employee_number": number}
    return Thing(
        Evidence(own_id("user", key), ("Person",), tuple((mark, text) for mark, text in marks.items() if text)),
        "Person",
        # 8.3 wrote 1 for whoever it was.
        key if not name or name == "1" else name,
        "mention",
        attributes={
            name: text
            for name, text in (
                *marks.items(),
                ("given_name", given),
                ("family_name", family),
                ("title", row.text("title")),
                ("phone", row.text("phone")),
                ("department", row.text("department")),
            )
            if text
        },
    )
