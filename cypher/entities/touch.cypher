// about:   seen again without change: observation moves, state and version do not
// kind:    write
// param    rows: LIST<MAP>     id, sources, seen
// param    now: INTEGER
// starts:  NodeUniqueIndexSeek
UNWIND $rows AS row
MATCH (n:Entity {id: row.id})
SET n._last_seen = CASE WHEN $now > n._last_seen THEN $now ELSE n._last_seen END, n._sources = row.sources, n._sources_seen = row.seen
