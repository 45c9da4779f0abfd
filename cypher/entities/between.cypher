// about:   every relationship between two of these now
// kind:    read
// param    ids: LIST<STRING>
// returns  relationships: LIST<LIST<ANY>>   from, to, type, properties
// starts:  NodeUniqueIndexSeek
UNWIND $ids AS id
MATCH (n:Entity {id: id})-[r]->(m:Entity)
USING INDEX SEEK n:Entity(id)
WHERE m.id IN $ids
RETURN collect([id, m.id, type(r), properties(r)]) AS relationships
