// about:   what had a cost of its own at a time, among some kinds, packed
// kind:    read
// param    kinds: LIST<STRING>
// param    at: INTEGER
// returns  entities: LIST<MAP>
// starts:  NodeIndexSeek
UNWIND $kinds AS kind
CALL (kind) {
  MATCH (n:Entity)
  USING INDEX SEEK n:Entity(kind, id)
  WHERE n.kind = kind AND n.id > '' AND n._valid_from <= $at
    AND (n.annual_cost IS NOT NULL OR n.purchase_cost IS NOT NULL OR n.unit_cost IS NOT NULL OR n.cost IS NOT NULL)
  RETURN properties(n) AS entity
  UNION ALL
  MATCH (v:EntityVersion)
  USING INDEX SEEK v:EntityVersion(kind, _until)
  WHERE v.kind = kind AND v._until > $at AND v._valid_from <= $at
    AND (v.annual_cost IS NOT NULL OR v.purchase_cost IS NOT NULL OR v.unit_cost IS NOT NULL OR v.cost IS NOT NULL)
  RETURN properties(v) AS entity
}
RETURN collect(entity) AS entities
