"""A dump in memory: the rows of the models that we read, without their empty fields, and the references between them.

Everything odd that a row says is kept as a fault with its place, and the row goes on without it.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from cmdb_graph.ingest.readers import Item
from cmdb_graph.ingest.readers.json_text import JsonText
from cmdb_graph.ingest.readers.text import unreadable
from cmdb_graph.vocabulary import Vocabulary

Pk = int | str

ENTITIES: Mapping[str, str] = {
    "dcim.region": "region",
    "dcim.sitegroup": "site group",
    "dcim.site": "site",
    "dcim.location": "location",
    "dcim.rack": "rack",
    "dcim.device": "device",
    "dcim.module": "module",
    "dcim.virtualchassis": "virtual chassis",
    "dcim.powerpanel": "power panel",
    "dcim.powerfeed": "power feed",
    "virtualization.cluster": "cluster",
    "virtualization.virtualmachine": "virtual machine",
    "circuits.circuit": "circuit",
    "circuits.provider": "provider",
    "circuits.providernetwork": "provider network",
    "tenancy.tenant": "tenant",
    "tenancy.contact": "contact",
    "ipam.asn": "autonomous system",
    "ipam.vrf": "VRF",
    "ipam.vlan": "VLAN",
    "ipam.prefix": "prefix",
    "ipam.ipaddress": "IP address",
}
"""Models whose rows become entities, with what people call them. Their last parts differ: ids are made of them."""

DETAILS: Mapping[str, str] = {
    "circuits.circuittermination": "circuit termination",
    "circuits.circuittype": "circuit type",
    "contenttypes.contenttype": "content type",
    "dcim.cable": "cable",
    "dcim.cabletermination": "cable termination",
    "dcim.consoleport": "console port",
    "dcim.consoleserverport": "console server port",
    "dcim.devicebay": "device bay",
    "dcim.devicerole": "device role",
    "dcim.devicetype": "device type",
    "dcim.frontport": "front port",
    "dcim.interface": "interface",
    "dcim.macaddress": "MAC address",
    "dcim.manufacturer": "manufacturer",
    "dcim.modulebay": "module bay",
    "dcim.moduletype": "module type",
    "dcim.platform": "platform",
    "dcim.poweroutlet": "power outlet",
    "dcim.powerport": "power port",
    "dcim.rackrole": "rack role",
    "dcim.racktype": "rack type",
    "dcim.rearport": "rear port",
    "extras.tag": "tag",
    "extras.taggeditem": "tagged item",
    "ipam.role": "role",
    "ipam.vlangroup": "VLAN group",
    "tenancy.contactassignment": "contact assignment",
    "tenancy.contactrole": "contact role",
    "tenancy.tenantgroup": "tenant group",
    "virtualization.clustergroup": "cluster group",
    "virtualization.clustertype": "cluster type",
    "virtualization.vminterface": "VM interface",
}
"""Models that are read for what they say about entities. All others are passed over."""

_MODELS = {**ENTITIES, **DETAILS}
_EMPTY: tuple[object, ...] = (None, "", [], {})
_UNUSED = frozenset({"created", "last_updated", "local_context_data"})


class Row:
    """One object of the dump. Readers give None for what is empty or missing, and keep a fault for what is wrong."""

    __slots__ = ("dump", "fields", "index", "model", "pk")

    def __init__(self, dump: Dump, index: int, model: str, pk: Pk, fields: dict[str, Any]) -> None:
        self.dump = dump
        self.index = index
        self.model = model
        self.pk = pk
        self.fields = fields

    @property
    def pointer(self) -> str:
        """Where it stands in the file."""
        return f"/{self.index}"

    @property
    def id(self) -> str:
        """The id of its entity: the same in every dump in which it keeps its primary key."""
        return f"netbox:{self.model.partition('.')[2]}:{self.pk}"

    @property
    def label(self) -> str:
        """What people call it, for a fault."""
        name = self.fields.get("name") or self.fields.get("cid")
        return f"{_MODELS[self.model]} {name if isinstance(name, str) else self.pk!r}"

    def text(self, field: str) -> str | None:
        """A text; a number where a text should be is wrong."""
        value = self.fields.get(field)
        if value is None or isinstance(value, str):
            return value
        return self.wrong(field, f"{field} is a text, not {shown(value)}")

    def number(self, field: str) -> float | None:
        """A finite number; decimals stand in dumps as texts."""
        value = self.fields.get(field)
        if value is None:
            return None
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            try:
                number = float(value)
            except (ValueError, OverflowError):
                number = math.nan
            if math.isfinite(number):
                return number
        return self.wrong(field, f"{field} is a number, not {shown(value)}")

    def whole(self, field: str) -> int | None:
        """A whole number."""
        number = self.number(field)
        if number is None or number.is_integer():
            return None if number is None else int(number)
        return self.wrong(field, f"{field} is a whole number, not {shown(self.fields.get(field))}")

    def ref(self, field: str, model: str) -> Row | None:
        """The row that a foreign key names."""
        return self.dump.named_by(self, field, self.fields.get(field), model)

    def generic(self, type_field: str, id_field: str) -> Row | None:
        """The row that a content type and a key name; None, without a fault, for a model that we do not read."""
        if (kind := self.fields.get(type_field)) is None:
            return None
        if (model := self.dump.content_type(kind)) is None:
            return self.wrong(type_field, f"{type_field} names no content type of this dump: {shown(kind)}")
        return self.dump.named_by(self, id_field, self.fields.get(id_field), model) if model in _MODELS else None

    def wrong(self, field: str, why: str) -> None:
        """Keep a fault at a field. It returns the None with which the row goes on."""
        self.dump.fault(f"{self.pointer}/fields/{field}", f"{self.label}: {why}. It is taken without it.")


class Dump:
    """Every row that we read, by model and primary key, and the faults that were met."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.disk_in_megabytes = False
        self.tags: dict[str, list[str]] = {}
        self._rows: dict[str, dict[Pk, Row]] = {model: {} for model in _MODELS}
        self._faults: dict[tuple[str, str], None] = {}

    @classmethod
    def load(cls, path: Path, vocabulary: Vocabulary) -> Dump:
        """Reads the whole file; Invalid when it is not a list of {model, pk, fields}."""
        dump = cls(vocabulary)
        good = count = 0
        with JsonText(path, "dump") as text:
            if text.next() not in ("[", ""):
                raise unreadable(
                    "A NetBox dump is a list: [{model, pk, fields}, ...], as `manage.py dumpdata` writes it.",
                    pointer="",
                )
            for index, raw in enumerate(text.items()):
                count += 1
                good += dump._take(index, raw)
            text.end()
        if count and not good:
            raise unreadable(
                "A NetBox dump is a list of objects with model, pk and fields; this list has none.", pointer=""
            )
        dump._gather_tags()
        return dump

    def all(self, model: str) -> Iterable[Row]:
        """The rows of a model, in the order of the file."""
        return self._rows[model].values()

    def named_by(self, row: Row, field: str, key: object, model: str) -> Row | None:
        """The row of this key, or None with a fault at the field that holds the key."""
        if key is None:
            return None
        if isinstance(key, bool) or not isinstance(key, int | str):
            return row.wrong(field, f"{field} is the key of a {_MODELS[model]}, not {shown(key)}")
        if (found := self._rows[model].get(key)) is None:
            return row.wrong(field, f"{field} names {_MODELS[model]} {key!r}, which the dump lacks")
        return found

    def content_type(self, value: object) -> str | None:
        """`dcim.device` for a natural key, a dotted name, or a number that the table of content types explains."""
        match value:
            case [str() as app, str() as model]:
                return f"{app}.{model}".lower()
            case str() if "." in value:
                return value.lower()
            case int() if (row := self._rows["contenttypes.contenttype"].get(value)) is not None:
                return f"{row.text('app_label')}.{row.text('model')}"
            case _:
                return None

    def fault(self, pointer: str, detail: str) -> None:
        """Keep a fault, once however often it is met."""
        self._faults[pointer, detail] = None

    def faults(self) -> Iterator[Item]:
        """Every fault so far."""
        for pointer, detail in self._faults:
            yield Item(None, pointer=pointer, fault=detail)

    def _take(self, index: int, raw: object) -> bool:
        """Keep an object when we read its model; whether it is an object of a dump."""
        fields = cast("dict[str, Any]", raw) if isinstance(raw, dict) else {}
        model, pk, content = fields.get("model"), fields.get("pk"), fields.get("fields")
        if not isinstance(model, str) or not isinstance(content, dict):
            found = shown(cast("object", raw))
            self.fault(f"/{index}", f"An object of a dump has model, pk and fields, unlike {found}.")
            return False
        model = model.lower()
        content = cast("dict[str, Any]", content)
        if model in {"dcim.racktype", "dcim.macaddress"} or (model == "dcim.rack" and "rack_type" in content):
            self.disk_in_megabytes = True  # NetBox 4.1 brought rack types, and megabytes for the disks of machines
        if model not in _MODELS or (pk is None and model == "contenttypes.contenttype"):
            return True  # content types named by natural keys have no number
        if isinstance(pk, bool) or not isinstance(pk, int | str) or pk == "":
            self.fault(f"/{index}/pk", f"A {_MODELS[model]} needs a primary key, not {shown(pk)}. It is left out.")
        elif pk in self._rows[model]:
            self.fault(f"/{index}", f"{_MODELS[model]} {pk!r} is in the dump twice; the first one counts.")
        else:
            kept = {
                sys.intern(name): value
                for name, value in content.items()
                if value not in _EMPTY and name not in _UNUSED and not name.startswith("_")
            }
            self._rows[model][pk] = Row(self, index, sys.intern(model), pk, kept)
        return True

    def _gather_tags(self) -> None:
        """The names of the tags on each entity, by its id."""
        for row in self.all("extras.taggeditem"):
            tagged, tag = row.generic("content_type", "object_id"), row.ref("tag", "extras.tag")
            name = tag.text("name") if tag else None
            if tagged is not None and name and name not in self.tags.setdefault(tagged.id, []):
                self.tags[tagged.id].append(name)


def shown(value: object) -> str:
    """A value for an error, not too long."""
    try:
        text = "null" if value is None else repr(value)
    except RecursionError:
        return "something nested too deeply"
    return text if len(text) <= 80 else f"{text[:77]}..."
