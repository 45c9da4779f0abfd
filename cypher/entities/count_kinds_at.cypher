// about:   how many entities of some kinds there were at a time
// kind:    read
// param    kinds: LIST<STRING>
// param    at: INTEGER
// returns  entities: INTEGER
// starts:  NodeIndexSeek
UNWIND $kinds AS kind
CALL (kind) {
  MATCH (n:Entity)
  USING INDEX SEEK n:Entity(kind, id)
  WHERE n.kind = kind AND n.id > '' AND n._valid_from <= $at
  RETURN n AS entity
  UNION ALL
  MATCH (v:EntityVersion)
  USING INDEX SEEK v:EntityVersion(kind, _until)
  WHERE v.kind = kind AND v._until > $at AND v._valid_from <= $at
  RETURN v AS entity
}
RETURN count(entity) AS entities
