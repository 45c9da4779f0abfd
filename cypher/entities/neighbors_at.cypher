// about:   the ids of what was joined to these at a time, either way, by any type
// kind:    read
// param    ids: LIST<STRING>
// param    at: INTEGER
// returns  ids: LIST<STRING>
// starts:  NodeUniqueIndexSeek, NodeIndexSeek
UNWIND $ids AS id
CALL (id) {
  MATCH (n:Entity {id: id})-[r]-(m:Entity)
  USING INDEX SEEK n:Entity(id)
  WHERE r._valid_from <= $at
  RETURN m.id AS other
  UNION ALL
  MATCH (v:RelationshipVersion)
  WHERE v.from = id AND v._until > $at AND v._valid_from <= $at
  RETURN v.to AS other
  UNION ALL
  MATCH (v:RelationshipVersion)
  WHERE v.to = id AND v._until > $at AND v._valid_from <= $at
  RETURN v.from AS other
}
RETURN collect(DISTINCT other) AS ids
