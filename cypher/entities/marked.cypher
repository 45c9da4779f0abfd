// about:   what is searched by exactly one of these texts now, packed; nothing for none
// kind:    read
// param    marks: LIST<STRING>     case folded, each between two line ends
// returns  entities: LIST<MAP>
// starts:  NodeIndexContainsScan
UNWIND $marks AS mark
CALL (mark) {
  MATCH (n:Entity)
  WHERE n._marks CONTAINS mark
  RETURN n
}
WITH DISTINCT n
RETURN collect(properties(n)) AS entities
