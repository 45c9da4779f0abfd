// about:   a relationship leaves the present; its last state stays as a version
// kind:    write
// param    from: STRING
// param    to: STRING
// param    type: STRING
// param    group: STRING
// param    now: INTEGER
// param    who: STRING
// returns  ended: INTEGER
// starts:  NodeUniqueIndexSeek
MATCH (a:Entity {id: $from})-[r]->(b:Entity {id: $to})
USING INDEX SEEK a:Entity(id)
USING INDEX SEEK b:Entity(id)
WHERE type(r) = $type AND r.group = $group
CREATE (v:RelationshipVersion)
SET v = properties(r), v.from = a.id, v.to = b.id, v.type = type(r), v._until = $now, v._ended_by = $who
DELETE r
RETURN count(v) AS ended
