// about:   entities in which every word is found, best first: the text is the name or id, is a mark, begins one, is a part
// kind:    read
// param    text: STRING            the words as one text; case folded, as all of these
// param    ids: LIST<STRING>       the text as it may be written in an id
// param    words: LIST<STRING>
// param    part: STRING            one of the words, best the rarest
// param    kinds: LIST<STRING>     null for all
// param    most: INTEGER           so many that have the part are looked at
// param    limit: INTEGER
// returns  entities: LIST<MAP>, cut: BOOLEAN
// starts:  NodeIndexContainsScan, NodeUniqueIndexSeek, NodeIndexSeekByRange
CALL () {
  MATCH (n:Entity)
  WHERE n._find CONTAINS $part
  WITH n LIMIT $most
  RETURN collect(n) AS some, count(n) >= $most AS full
  UNION ALL
  MATCH (n:Entity)
  WHERE n._marks CONTAINS $part
  WITH n LIMIT $most
  RETURN collect(n) AS some, count(n) >= $most AS full
  UNION ALL
  // The best are looked up by themselves, so that they are never beyond what is looked at of a part that many have.
  CALL () {
    MATCH (n:Entity)
    WHERE n.id IN $ids
    RETURN n
    UNION ALL
    MATCH (n:Entity)
    WHERE n._find STARTS WITH $text + '\n'
    RETURN n
    LIMIT 1000
    UNION ALL
    MATCH (n:Entity)
    WHERE n._find CONTAINS '\n' + $text
    RETURN n
    LIMIT 1000
    UNION ALL
    MATCH (n:Entity)
    WHERE n._marks CONTAINS '\n' + $text
    RETURN n
    LIMIT 1000
    UNION ALL
    // What begins with less is most of what has it as a part.
    WITH $text AS text
    WHERE size(text) > 2
    MATCH (n:Entity)
    WHERE n._find STARTS WITH text
    RETURN n
    LIMIT 1000
  }
  RETURN collect(n) AS some, false AS full
}
WITH collect(some) AS found, any(full IN collect(full) WHERE full) AS cut
CALL (found) {
  UNWIND found AS some
  UNWIND some AS n
  WITH DISTINCT n, coalesce(n._marks, '') AS marks
  WHERE ($kinds IS NULL OR n.kind IN $kinds) AND all(word IN $words WHERE n._find CONTAINS word OR marks CONTAINS word)
  WITH n, CASE
    WHEN n._find STARTS WITH $text + '\n' OR n._find ENDS WITH '\n' + $text THEN 0
    WHEN marks CONTAINS '\n' + $text + '\n' THEN 1
    WHEN n._find STARTS WITH $text THEN 2
    WHEN n._find CONTAINS '\n' + $text THEN 3
    WHEN marks CONTAINS '\n' + $text THEN 4
    ELSE 5
  END AS rank
  ORDER BY rank, size(n.name), n.name, n.id
  LIMIT $limit
  RETURN collect(properties(n)) AS entities
}
RETURN entities, cut
