// about:   everything of some kinds now, packed
// kind:    read
// param    kinds: LIST<STRING>
// returns  entities: LIST<MAP>
// starts:  NodeIndexSeek
UNWIND $kinds AS kind
MATCH (n:Entity)
USING INDEX SEEK n:Entity(kind, id)
WHERE n.kind = kind AND n.id > ''
RETURN collect(properties(n)) AS entities
