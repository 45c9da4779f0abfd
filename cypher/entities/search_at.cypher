// about:   a page of the entities that were there at a time, by id, with a part in their name or id; of some kinds, or all
// kind:    read
// param    at: INTEGER
// param    part: STRING           case folded
// param    kinds: LIST<STRING>    null for all
// param    after: STRING
// param    limit: INTEGER
// returns  entity: MAP
CALL () {
  MATCH (n:Entity)
  WHERE n.id > $after AND n._valid_from <= $at AND n._find CONTAINS $part AND ($kinds IS NULL OR n.kind IN $kinds)
  RETURN n
  ORDER BY n.id
  LIMIT $limit
  UNION ALL
  MATCH (n:EntityVersion)
  WHERE n.id > $after AND n._until > $at AND n._valid_from <= $at AND n._find CONTAINS $part
    AND ($kinds IS NULL OR n.kind IN $kinds)
  RETURN n
  ORDER BY n.id
  LIMIT $limit
}
RETURN properties(n) AS entity
ORDER BY n.id
LIMIT $limit
