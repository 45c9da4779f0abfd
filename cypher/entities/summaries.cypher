// about:   kind, name and criticality of these ids now, packed
// kind:    read
// param    ids: LIST<STRING>
// returns  id: LIST<STRING>, kind: LIST<STRING>, name: LIST<STRING>, criticality: LIST<ANY>  empty for none
// starts:  NodeUniqueIndexSeek
UNWIND $ids AS id
MATCH (n:Entity {id: id})
RETURN collect(n.id) AS id, collect(n.kind) AS kind, collect(n.name) AS name,
  collect(coalesce(n.criticality, '')) AS criticality
