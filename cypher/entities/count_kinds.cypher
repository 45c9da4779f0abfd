// about:   how many entities of some kinds there are now
// kind:    read
// param    kinds: LIST<STRING>
// returns  entities: INTEGER
// starts:  NodeIndexSeek
UNWIND $kinds AS kind
MATCH (n:Entity)
USING INDEX SEEK n:Entity(kind, id)
WHERE n.kind = kind AND n.id > ''
RETURN count(n) AS entities
