// about:   the kinds of these ids, for the check of what a type may join
// kind:    read
// param    ids: LIST<STRING>
// returns  id: LIST<STRING>, kind: LIST<STRING>
// starts:  NodeUniqueIndexSeek
UNWIND $ids AS id
MATCH (n:Entity {id: id})
RETURN collect(n.id) AS id, collect(n.kind) AS kind
