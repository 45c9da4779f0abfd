// about:   seen again without change: observation moves, state and version do not
// kind:    write
// param    rows: LIST<MAP>     id, seen; sources and since where a source is new, else sources are null
// param    now: INTEGER
// starts:  NodeUniqueIndexSeek
UNWIND $rows AS row
MATCH (n:Entity {id: row.id})
SET n._last_seen = CASE WHEN $now > n._last_seen THEN $now ELSE n._last_seen END, n._sources_seen = row.seen
FOREACH (sources IN CASE WHEN row.sources IS NULL THEN [] ELSE [row.sources] END |
  SET n._sources = sources, n._sources_since = row.since)
