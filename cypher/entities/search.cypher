// about:   a page of the entities whose name or id has this part, by id; of some kinds, or of all
// kind:    read
// param    part: STRING           case folded
// param    kinds: LIST<STRING>    null for all
// param    after: STRING
// param    limit: INTEGER
// returns  entity: MAP
// starts:  NodeIndexContainsScan
MATCH (n:Entity)
WHERE n._find CONTAINS $part AND n.id > $after AND ($kinds IS NULL OR n.kind IN $kinds)
RETURN properties(n) AS entity
ORDER BY n.id
LIMIT $limit
