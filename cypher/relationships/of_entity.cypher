// about:   what an entity is joined to now, for the check of a change of kind
// kind:    read
// param    id: STRING
// returns  type: STRING, outgoing: BOOLEAN, other: STRING, other_kind: STRING
// starts:  NodeUniqueIndexSeek
MATCH (n:Entity {id: $id})-[r]-(m:Entity)
USING INDEX SEEK n:Entity(id)
WITH DISTINCT type(r) AS type, startNode(r) = n AS outgoing, m.kind AS other_kind, min(m.id) AS other
RETURN type, outgoing, other, other_kind
