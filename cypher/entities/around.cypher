// about:   every relationship of these, either way, now
// kind:    read
// param    ids: LIST<STRING>
// returns  relationships: LIST<LIST<ANY>>   from, to, type, properties
// starts:  NodeUniqueIndexSeek
UNWIND $ids AS id
MATCH (n:Entity {id: id})-[r]-(:Entity)
USING INDEX SEEK n:Entity(id)
WITH DISTINCT r
RETURN collect([startNode(r).id, endNode(r).id, type(r), properties(r)]) AS relationships
