// about:   what is in stock now of some kinds, and set aside for nobody, packed
// kind:    read
// param    kinds: LIST<STRING>
// returns  entities: LIST<MAP>
// starts:  NodeIndexSeek
UNWIND $kinds AS kind
MATCH (n:Entity)
USING INDEX SEEK n:Entity(kind, id)
WHERE n.kind = kind AND n.id > '' AND n.life_cycle_status = 'in_stock' AND NOT EXISTS { (n)-[:ALLOCATED_TO]->() }
RETURN collect(properties(n)) AS entities
