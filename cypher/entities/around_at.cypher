// about:   every relationship of these, either way, at a time
// kind:    read
// param    ids: LIST<STRING>
// param    at: INTEGER
// returns  relationships: LIST<LIST<ANY>>   from, to, type, properties
// starts:  NodeUniqueIndexSeek, NodeIndexSeek
UNWIND $ids AS id
CALL (id) {
  MATCH (n:Entity {id: id})-[r]-(:Entity)
  USING INDEX SEEK n:Entity(id)
  WHERE r._valid_from <= $at
  RETURN startNode(r).id AS source, endNode(r).id AS target, type(r) AS type, properties(r) AS properties
  UNION
  MATCH (v:RelationshipVersion)
  WHERE v.from = id AND v._until > $at AND v._valid_from <= $at
  RETURN v.from AS source, v.to AS target, v.type AS type, properties(v) AS properties
  UNION
  MATCH (v:RelationshipVersion)
  WHERE v.to = id AND v._until > $at AND v._valid_from <= $at
  RETURN v.from AS source, v.to AS target, v.type AS type, properties(v) AS properties
}
WITH DISTINCT source, target, type, properties
RETURN collect([source, target, type, properties]) AS relationships
