// about:   the states of these ids at a time, packed
// kind:    read
// param    ids: LIST<STRING>
// param    at: INTEGER
// returns  entities: LIST<MAP>
// starts:  NodeUniqueIndexSeek, NodeIndexSeek
UNWIND $ids AS id
CALL (id) {
  MATCH (n:Entity {id: id})
  WHERE n._valid_from <= $at
  RETURN properties(n) AS entity
  UNION ALL
  MATCH (v:EntityVersion)
  WHERE v.id = id AND v._until > $at AND v._valid_from <= $at
  RETURN properties(v) AS entity
}
RETURN collect(entity) AS entities
