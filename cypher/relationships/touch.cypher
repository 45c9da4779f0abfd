// about:   seen again without change
// kind:    write
// param    rows: LIST<MAP>     from, to, type, group
// param    now: INTEGER
// starts:  NodeUniqueIndexSeek
UNWIND $rows AS row
MATCH (a:Entity {id: row.from})-[r]->(b:Entity {id: row.to})
USING INDEX SEEK a:Entity(id)
USING INDEX SEEK b:Entity(id)
WHERE type(r) = row.type AND r.group = row.group
SET r._last_seen = CASE WHEN $now > r._last_seen THEN $now ELSE r._last_seen END
