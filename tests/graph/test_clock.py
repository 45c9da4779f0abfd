"""The clock tells what happened: the last time at which something was recorded, and how many writers had a turn."""

from __future__ import annotations

from cmdb_graph.deadline import Deadline
from cmdb_graph.graph.store import Reader, Writer
from cmdb_graph.instance import Instance
from tests.faults.running import together


def test_every_writer_has_a_turn_and_only_a_record_moves_the_time(empty_instance: Instance) -> None:
    store = empty_instance.store

    def clock() -> tuple[int, int, int]:
        def read(reader: Reader) -> tuple[int, int, int]:
            last, turn = reader.packed("clock/read")
            recorded_at, recorded = reader.packed("clock/recorded")
            assert recorded_at == last
            return last, turn, recorded

        return store.read(read, Deadline(30))

    nothing, began, never = clock()
    assert (nothing, never) == (0, 0)
    first, _ = store.write(_record, Deadline(30))
    assert clock() == (first, began + 1, began + 1)
    store.write(lambda writer: writer.now, Deadline(30))
    assert clock() == (first, began + 2, began + 1)
    store.write(_record, Deadline(30), at=first)
    assert clock() == (first, began + 3, began + 3), "at the same time as the last, in another turn"
    together(4, lambda _: store.write(_record, Deadline(30)))
    last, turn, recorded = clock()
    assert (last > first, turn, recorded) == (True, began + 7, began + 7)


def _record(writer: Writer) -> int:
    writer.record()
    return writer.now
