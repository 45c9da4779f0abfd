"""The clock tells what happened: the last time at which something was recorded, and how many writers had a turn."""

from __future__ import annotations

from cmdb_graph.deadline import Deadline
from cmdb_graph.graph.store import Reader, Writer
from cmdb_graph.instance import Instance
from tests.faults.running import together


def test_every_writer_has_a_turn_and_only_a_record_moves_the_time(empty_instance: Instance) -> None:
    store = empty_instance.store

    def clock() -> list[int]:
        def read(reader: Reader) -> list[int]:
            return reader.packed("clock/read")

        return store.read(read, Deadline(30))

    nothing, began = clock()
    assert nothing == 0
    recorded, _ = store.write(_record, Deadline(30))
    assert clock() == [recorded, began + 1]
    store.write(lambda writer: writer.now, Deadline(30))
    assert clock() == [recorded, began + 2]
    together(4, lambda _: store.write(_record, Deadline(30)))
    last, turn = clock()
    assert (last > recorded, turn) == (True, began + 6)


def _record(writer: Writer) -> int:
    writer.record()
    return writer.now
