// about:   the relationships of some types that begin at these, packed
// kind:    read
// param    ids: LIST<STRING>
// param    types: LIST<STRING>
// returns  relationships: LIST<LIST<ANY>>  from, to, type, properties
// starts:  NodeUniqueIndexSeek
UNWIND $ids AS id
MATCH (n:Entity {id: id})-[r:$any($types)]->(m:Entity)
USING INDEX SEEK n:Entity(id)
RETURN collect([id, m.id, type(r), properties(r)]) AS relationships
