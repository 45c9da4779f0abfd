// about:   what belongs to those in whose name, id or marks every word of an owner is found
// kind:    read
// param    owner: LIST<STRING>     case folded, as all of these
// param    part: STRING            the longest of them
// param    owners: LIST<STRING>    the kinds that own
// param    words: LIST<STRING>     to be found in what is owned
// param    kinds: LIST<STRING>     of what is owned; null for all
// param    most: INTEGER           so many that have the part, and so many owned, are looked at
// param    limit: INTEGER
// returns  owned: LIST<MAP>, cut: BOOLEAN
// starts:  NodeIndexContainsScan
CALL () {
  MATCH (o:Entity)
  WHERE o._find CONTAINS $part
  WITH o LIMIT $most
  RETURN collect(o) AS some, count(o) >= $most AS full
  UNION ALL
  MATCH (o:Entity)
  WHERE o._marks CONTAINS $part
  WITH o LIMIT $most
  RETURN collect(o) AS some, count(o) >= $most AS full
}
WITH collect(some) AS found, any(full IN collect(full) WHERE full) AS cut
CALL (found) {
  UNWIND found AS some
  UNWIND some AS o
  WITH DISTINCT o, coalesce(o._marks, '') AS marks
  WHERE o.kind IN $owners AND all(word IN $owner WHERE o._find CONTAINS word OR marks CONTAINS word)
  WITH o
  ORDER BY size(o.name), o.id
  LIMIT $limit
  MATCH (o)<-[:OWNED_BY]-(n:Entity)
  WITH o, n
  LIMIT $most
  WITH o, n, coalesce(n._marks, '') AS marks
  WHERE ($kinds IS NULL OR n.kind IN $kinds) AND all(word IN $words WHERE n._find CONTAINS word OR marks CONTAINS word)
  WITH n, min(o.name) AS owner
  ORDER BY owner, n.name, n.id
  LIMIT $limit
  RETURN collect({entity: properties(n), owner: owner}) AS owned
}
RETURN owned, cut
