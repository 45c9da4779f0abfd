// about:   a page of all entities with their labels, by id
// kind:    read
// param    after: STRING
// param    limit: INTEGER
// returns  entity: MAP, labels: LIST<STRING>
// starts:  NodeUniqueIndexSeekByRange
MATCH (n:Entity)
WHERE n.id > $after
RETURN properties(n) AS entity, labels(n) AS labels
ORDER BY n.id
LIMIT $limit
