// about:   kind, name and criticality of these ids at a time, packed
// kind:    read
// param    ids: LIST<STRING>
// param    at: INTEGER
// returns  id: LIST<STRING>, kind: LIST<STRING>, name: LIST<STRING>, criticality: LIST<ANY>  empty for none
// starts:  NodeUniqueIndexSeek, NodeIndexSeek
UNWIND $ids AS id
CALL (id) {
  MATCH (n:Entity {id: id})
  WHERE n._valid_from <= $at
  RETURN n.kind AS kind, n.name AS name, n.criticality AS criticality
  UNION ALL
  MATCH (v:EntityVersion)
  WHERE v.id = id AND v._until > $at AND v._valid_from <= $at
  RETURN v.kind AS kind, v.name AS name, v.criticality AS criticality
}
RETURN collect(id) AS id, collect(kind) AS kind, collect(name) AS name,
  collect(coalesce(criticality, '')) AS criticality
