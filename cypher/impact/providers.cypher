// about:   what the frontier stands on now, packed
// kind:    read
// param    ids: LIST<STRING>
// param    types: LIST<STRING>
// returns  edges: LIST<LIST<ANY>>  from, to, type, effect, group, need
// starts:  NodeUniqueIndexSeek
UNWIND $ids AS id
MATCH (d:Entity {id: id})-[r:$any($types)]->(p:Entity)
USING INDEX SEEK d:Entity(id)
RETURN collect([id, p.id, type(r), r.effect, r.group, r.need]) AS edges
