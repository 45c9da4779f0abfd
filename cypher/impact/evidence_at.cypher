// about:   the relationships of these that might carry failure at a time, each with who reported it and when last by then
// kind:    read
// param    ids: LIST<STRING>
// param    types: LIST<STRING>
// param    at: INTEGER
// returns  edges: LIST<LIST<ANY>>  from, to, type, effect, group, need, source, last_seen
// starts:  NodeUniqueIndexSeek, NodeIndexSeek
UNWIND $ids AS id
CALL (id) {
  MATCH (d:Entity {id: id})-[r:$any($types)]->(p:Entity)
  USING INDEX SEEK d:Entity(id)
  WHERE r._valid_from <= $at AND r.effect <> 'none'
  RETURN p.id AS provider, type(r) AS type, r.effect AS effect, r.group AS group, r.need AS need, r._source AS source,
         CASE WHEN r._last_seen <= $at THEN r._last_seen ELSE r._valid_from END AS seen
  UNION
  MATCH (v:RelationshipVersion)
  WHERE v.from = id AND v._until > $at AND v._valid_from <= $at AND v.type IN $types AND v.effect <> 'none'
  RETURN v.to AS provider, v.type AS type, v.effect AS effect, v.group AS group, v.need AS need, v._source AS source,
         CASE WHEN v._last_seen <= $at THEN v._last_seen ELSE v._valid_from END AS seen
}
RETURN collect([id, provider, type, effect, group, need, source, seen]) AS edges
