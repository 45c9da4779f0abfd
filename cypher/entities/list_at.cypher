// about:   a page of the entities that were there at a time, by id; of some kinds, or all
// kind:    read
// param    at: INTEGER
// param    kinds: LIST<STRING>    null for all
// param    after: STRING
// param    limit: INTEGER
// returns  entity: MAP
// starts:  NodeUniqueIndexSeekByRange, NodeIndexSeek
CALL () {
  MATCH (n:Entity)
  USING INDEX SEEK n:Entity(id)
  WHERE n.id > $after AND n._valid_from <= $at AND ($kinds IS NULL OR n.kind IN $kinds)
  RETURN n
  ORDER BY n.id
  LIMIT $limit
  UNION ALL
  MATCH (n:EntityVersion)
  USING INDEX SEEK n:EntityVersion(id, _until)
  WHERE n.id > $after AND n._until > $at AND n._valid_from <= $at AND ($kinds IS NULL OR n.kind IN $kinds)
  RETURN n
  ORDER BY n.id
  LIMIT $limit
}
RETURN properties(n) AS entity
ORDER BY n.id
LIMIT $limit
