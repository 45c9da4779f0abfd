// about:   what has exactly one of these names now, of some kinds, packed; nothing for none
// kind:    read
// param    names: LIST<STRING>     case folded, each with a line end behind it
// param    kinds: LIST<STRING>
// returns  entities: LIST<MAP>
// starts:  NodeIndexSeekByRange
UNWIND $names AS name
CALL (name) {
  MATCH (n:Entity)
  USING TEXT INDEX n:Entity(_find)
  WHERE n._find STARTS WITH name AND n.kind IN $kinds
  RETURN n
}
WITH DISTINCT n
RETURN collect(properties(n)) AS entities
