// about:   what entities that turn into another kind are joined to, a row for each kind of other end
// kind:    read
// param    ids: LIST<STRING>       they
// param    kinds: MAP              id -> kind, of entities that turn at the same time
// returns  id: STRING, kind: STRING, type: STRING, outgoing: BOOLEAN, other: STRING, other_kind: STRING
// starts:  NodeUniqueIndexSeek
UNWIND $ids AS id
MATCH (n:Entity {id: id})-[r]-(m:Entity)
USING INDEX SEEK n:Entity(id)
WITH id, n.kind AS kind, type(r) AS type, startNode(r) = n AS outgoing, coalesce($kinds[m.id], m.kind) AS other_kind,
     min(m.id) AS other
RETURN id, kind, type, outgoing, other, other_kind
