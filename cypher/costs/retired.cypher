// about:   what had a cost of its own, was retired between two times, and was not there at the later one, packed
// kind:    read
// param    kinds: LIST<STRING>
// param    since: INTEGER
// param    until: INTEGER
// returns  ids: LIST<STRING>
// starts:  NodeIndexSeek
UNWIND $kinds AS kind
MATCH (v:EntityVersion)
USING INDEX SEEK v:EntityVersion(kind, _until)
WHERE v.kind = kind AND v._until > $since AND v._until <= $until
  AND (v.annual_cost IS NOT NULL OR v.purchase_cost IS NOT NULL OR v.unit_cost IS NOT NULL OR v.cost IS NOT NULL)
WITH DISTINCT v.id AS id
WHERE NOT EXISTS { (n:Entity {id: id}) WHERE n._valid_from <= $until }
  AND NOT EXISTS { (w:EntityVersion) WHERE w.id = id AND w._until > $until AND w._valid_from <= $until }
RETURN collect(id) AS ids
