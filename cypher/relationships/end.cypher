// about:   relationships leave the present; their last states stay as versions
// kind:    write
// param    rows: LIST<MAP>     from, to, type, group
// param    now: INTEGER
// param    who: STRING
// returns  ended: INTEGER
// starts:  NodeUniqueIndexSeek
UNWIND $rows AS row
MATCH (a:Entity {id: row.from})-[r]->(b:Entity {id: row.to})
USING INDEX SEEK a:Entity(id)
USING INDEX SEEK b:Entity(id)
WHERE type(r) = row.type AND r.group = row.group
CREATE (v:RelationshipVersion)
SET v = properties(r), v.from = a.id, v.to = b.id, v.type = type(r), v._until = $now, v._ended_by = $who
DELETE r
RETURN count(v) AS ended
