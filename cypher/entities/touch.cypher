// about:   seen again without change by the only source that ever saw them: a time moves, state and version do not
// kind:    write
// param    rows: LIST<STRING>     ids
// param    now: INTEGER
// starts:  NodeUniqueIndexSeek
UNWIND $rows AS id
MATCH (n:Entity {id: id})
WITH n, coalesce(n._last_seen, n._valid_from) AS last
WHERE $now > last
SET n._last_seen = $now
