// about:   everything of some kinds at a time, packed
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
  RETURN properties(n) AS entity
  UNION ALL
  MATCH (v:EntityVersion)
  USING INDEX SEEK v:EntityVersion(kind, _until)
  WHERE v.kind = kind AND v._until > $at AND v._valid_from <= $at
  RETURN properties(v) AS entity
}
RETURN collect(entity) AS entities
