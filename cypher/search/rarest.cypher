// about:   the word that the fewest entities have, and how many of its hits were counted
// kind:    read
// param    words: LIST<STRING>    case folded
// param    most: INTEGER          so many are counted
// returns  word: STRING, hits: INTEGER
// starts:  NodeIndexContainsScan
UNWIND $words AS word
CALL (word) {
  MATCH (n:Entity)
  WHERE n._find CONTAINS word
  WITH n LIMIT $most
  RETURN count(n) AS some
  UNION ALL
  MATCH (n:Entity)
  WHERE n._marks CONTAINS word
  WITH n LIMIT $most
  RETURN count(n) AS some
}
WITH word, sum(some) AS hits
ORDER BY hits, size(word) DESC, word
LIMIT 1
RETURN word, hits
