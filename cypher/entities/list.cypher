// about:   a page of all entities, by id
// kind:    read
// param    after: STRING
// param    limit: INTEGER
// returns  entity: MAP
// starts:  NodeUniqueIndexSeekByRange
MATCH (n:Entity)
WHERE n.id > $after
RETURN properties(n) AS entity
ORDER BY n.id
LIMIT $limit
