// about:   a page of the entities of some kinds, by id
// kind:    read
// param    kinds: LIST<STRING>
// param    after: STRING
// param    limit: INTEGER
// returns  entity: MAP
// starts:  NodeIndexSeek
UNWIND $kinds AS kind
CALL (kind) {
  MATCH (n:Entity)
  WHERE n.kind = kind AND n.id > $after
  RETURN n
  ORDER BY n.id
  LIMIT $limit
}
RETURN properties(n) AS entity
ORDER BY n.id
LIMIT $limit
