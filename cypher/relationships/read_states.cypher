// about:   the present relationships with these identities, packed
// kind:    read
// param    rows: LIST<MAP>     from, to, type, group
// returns  relationships: LIST<LIST<ANY>>
// starts:  NodeUniqueIndexSeek
UNWIND $rows AS row
MATCH (a:Entity {id: row.from})-[r]->(b:Entity {id: row.to})
USING INDEX SEEK a:Entity(id)
USING INDEX SEEK b:Entity(id)
WHERE type(r) = row.type AND r.group = row.group
RETURN collect([a.id, b.id, type(r), properties(r)]) AS relationships
