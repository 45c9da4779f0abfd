// about:   what has a cost of its own now, among some kinds, packed
// kind:    read
// param    kinds: LIST<STRING>
// returns  entities: LIST<MAP>
// starts:  NodeIndexSeek
UNWIND $kinds AS kind
MATCH (n:Entity)
USING INDEX SEEK n:Entity(kind, id)
WHERE n.kind = kind AND n.id > ''
  AND (n.annual_cost IS NOT NULL OR n.purchase_cost IS NOT NULL OR n.unit_cost IS NOT NULL OR n.cost IS NOT NULL)
RETURN collect(properties(n)) AS entities
