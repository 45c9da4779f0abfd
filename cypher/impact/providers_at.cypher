// about:   what the frontier stood on at a time, packed
// kind:    read
// param    ids: LIST<STRING>
// param    types: LIST<STRING>
// param    at: INTEGER
// returns  edges: LIST<LIST<ANY>>  from, to, type, effect, group, need
// starts:  NodeUniqueIndexSeek, NodeIndexSeek
UNWIND $ids AS id
// One relationship is told once, also where it becomes the past between the two halves.
CALL (id) {
  MATCH (d:Entity {id: id})-[r:$any($types)]->(p:Entity)
  USING INDEX SEEK d:Entity(id)
  WHERE r._valid_from <= $at
  RETURN p.id AS provider, type(r) AS type, r.effect AS effect, r.group AS group, r.need AS need
  UNION
  MATCH (v:RelationshipVersion)
  WHERE v.from = id AND v._until > $at AND v._valid_from <= $at AND v.type IN $types
  RETURN v.to AS provider, v.type AS type, v.effect AS effect, v.group AS group, v.need AS need
}
RETURN collect([id, provider, type, effect, group, need]) AS edges
