// about:   the relationships of these that may carry failure, each with who reported it and when last
// kind:    read
// param    ids: LIST<STRING>
// param    types: LIST<STRING>
// returns  edges: LIST<LIST<ANY>>  from, to, type, effect, group, need, source, last_seen
// starts:  NodeUniqueIndexSeek
UNWIND $ids AS id
MATCH (d:Entity {id: id})-[r:$any($types)]->(p:Entity)
USING INDEX SEEK d:Entity(id)
WHERE r.effect <> 'none'
RETURN collect([id, p.id, type(r), r.effect, r.group, r.need, r._source, r._last_seen]) AS edges
