// about:   an entity and its relationships leave the present; their last states stay as versions
// kind:    write
// param    id: STRING
// param    now: INTEGER
// param    who: STRING
// returns  relationships: INTEGER
// starts:  NodeUniqueIndexSeek
MATCH (n:Entity {id: $id})
CREATE (v:EntityVersion)
SET v = properties(n), v._until = $now, v._ended_by = $who
WITH n
CALL (n) {
  MATCH (n)-[r]-()
  WITH DISTINCT r
  CREATE (w:RelationshipVersion)
  SET w = properties(r), w.from = startNode(r).id, w.to = endNode(r).id, w.type = type(r), w._until = $now, w._ended_by = $who
  RETURN count(w) AS relationships
}
DETACH DELETE n
RETURN relationships
