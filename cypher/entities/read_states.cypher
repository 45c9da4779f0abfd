// about:   the present entities among these ids, all their properties, packed
// kind:    read
// param    ids: LIST<STRING>
// returns  entities: LIST<MAP>
// starts:  NodeUniqueIndexSeek
UNWIND $ids AS id
MATCH (n:Entity {id: id})
RETURN collect(properties(n)) AS entities
