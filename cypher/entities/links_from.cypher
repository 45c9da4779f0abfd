// about:   what these point at now by relationships of some types, packed
// kind:    read
// param    ids: LIST<STRING>
// param    types: LIST<STRING>
// returns  links: LIST<LIST<STRING>>  type, from, to
// starts:  NodeUniqueIndexSeek
UNWIND $ids AS id
MATCH (n:Entity {id: id})-[r:$any($types)]->(m:Entity)
USING INDEX SEEK n:Entity(id)
RETURN collect([type(r), id, m.id]) AS links
