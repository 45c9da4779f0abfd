// about:   seen again without change
// kind:    write
// param    rows: LIST<MAP>     from, to, type, group
// param    now: INTEGER
// starts:  NodeUniqueIndexSeek
UNWIND $rows AS row
MATCH (a:Entity {id: row.from})
MATCH (b:Entity {id: row.to})
MATCH (a)-[r:$any([row.type])]->(b)
WHERE r.group = row.group
SET r._last_seen = $now
