// about:   the present relationships with these identities, packed
// kind:    read
// param    rows: LIST<MAP>     from, to, type, group
// returns  relationships: LIST<LIST<ANY>>
// starts:  NodeUniqueIndexSeek
UNWIND $rows AS row
MATCH (a:Entity {id: row.from})
MATCH (b:Entity {id: row.to})
MATCH (a)-[r:$any([row.type])]->(b)
WHERE r.group = row.group
RETURN collect([a.id, b.id, type(r), properties(r)]) AS relationships
