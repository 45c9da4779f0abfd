// about:   every relationship between two of these at a time
// kind:    read
// param    ids: LIST<STRING>
// param    at: INTEGER
// returns  relationships: LIST<LIST<ANY>>   from, to, type, properties
// starts:  NodeUniqueIndexSeek, NodeIndexSeek
UNWIND $ids AS id
CALL (id) {
  MATCH (n:Entity {id: id})-[r]->(m:Entity)
  USING INDEX SEEK n:Entity(id)
  WHERE m.id IN $ids AND r._valid_from <= $at
  RETURN m.id AS target, type(r) AS type, properties(r) AS properties
  UNION ALL
  MATCH (v:RelationshipVersion)
  WHERE v.from = id AND v._until > $at AND v._valid_from <= $at AND v.to IN $ids
  RETURN v.to AS target, v.type AS type, properties(v) AS properties
}
RETURN collect([id, target, type, properties]) AS relationships
