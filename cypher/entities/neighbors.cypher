// about:   the ids of what is joined to these now, either way, by any type
// kind:    read
// param    ids: LIST<STRING>
// returns  ids: LIST<STRING>
// starts:  NodeUniqueIndexSeek
UNWIND $ids AS id
MATCH (n:Entity {id: id})--(m:Entity)
USING INDEX SEEK n:Entity(id)
RETURN collect(DISTINCT m.id) AS ids
