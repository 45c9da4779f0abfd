// about:   a page of all entities now, by id, packed
// kind:    read
// param    after: STRING
// param    limit: INTEGER
// returns  entities: LIST<MAP>  all their properties
// starts:  NodeUniqueIndexSeekByRange
MATCH (n:Entity)
WHERE n.id > $after
WITH n
ORDER BY n.id
LIMIT $limit
RETURN collect(properties(n)) AS entities
