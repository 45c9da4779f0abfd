// about:   ids that somebody may have meant: that id in any case, then that name, then a part of either; short ids first
// kind:    read
// param    text: STRING            case folded
// param    limit: INTEGER
// returns  id: LIST<STRING>
// starts:  NodeIndexEndsWithScan, NodeIndexSeekByRange, NodeIndexContainsScan
CALL () {
  MATCH (n:Entity)
  WHERE n._find ENDS WITH '\n' + $text
  RETURN n.id AS id, 0 AS rank
  LIMIT $limit
  UNION ALL
  MATCH (n:Entity)
  WHERE n._find STARTS WITH $text + '\n'
  RETURN n.id AS id, 1 AS rank
  LIMIT $limit
  UNION ALL
  // A shorter part finds half the estate, and slowly; so much of what a part finds is enough.
  WITH $text AS part
  WHERE size(part) > 2
  MATCH (n:Entity)
  WHERE n._find CONTAINS part
  RETURN n.id AS id, 2 AS rank
  LIMIT 1000
}
WITH id, min(rank) AS rank
ORDER BY rank, size(id), id
LIMIT $limit
RETURN collect(id) AS id
