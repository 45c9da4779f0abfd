// about:   a page of all entities that were there at a time, by id, packed
// kind:    read
// param    at: INTEGER
// param    after: STRING
// param    limit: INTEGER
// returns  entities: LIST<MAP>  all their properties; what becomes the past meanwhile may come twice, the same both times
// starts:  NodeUniqueIndexSeekByRange, NodeIndexSeek
CALL () {
  MATCH (n:Entity)
  USING INDEX SEEK n:Entity(id)
  WHERE n.id > $after AND n._valid_from <= $at
  RETURN n
  ORDER BY n.id
  LIMIT $limit
  UNION ALL
  MATCH (n:EntityVersion)
  USING INDEX SEEK n:EntityVersion(id, _until)
  WHERE n.id > $after AND n._until > $at AND n._valid_from <= $at
  RETURN n
  ORDER BY n.id
  LIMIT $limit
}
WITH n
ORDER BY n.id
LIMIT $limit
RETURN collect(properties(n)) AS entities
