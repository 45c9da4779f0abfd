// about:   every relationship of these, either way, now
// kind:    read
// param    ids: LIST<STRING>
// returns  relationships: LIST<LIST<ANY>>   from, to, type, properties
// starts:  NodeUniqueIndexSeek
UNWIND $ids AS id
MATCH (:Entity {id: id})-[r]-(:Entity)
WITH DISTINCT r
RETURN collect([startNode(r).id, endNode(r).id, type(r), properties(r)]) AS relationships
