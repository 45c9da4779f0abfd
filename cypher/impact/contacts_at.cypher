// about:   who owned or supported these at a time
// kind:    read
// param    ids: LIST<STRING>
// param    at: INTEGER
// returns  contacts: LIST<LIST<ANY>>  id, kind, name, email, and of whom: a list of [type, id]
// starts:  NodeUniqueIndexSeek, NodeIndexSeek
UNWIND $ids AS id
CALL (id) {
  MATCH (n:Entity {id: id})-[r:OWNED_BY|SUPPORTED_BY]->(c:Entity)
  USING INDEX SEEK n:Entity(id)
  WHERE r._valid_from <= $at
  RETURN c.id AS contact, type(r) AS type
  UNION ALL
  MATCH (v:RelationshipVersion)
  WHERE v.from = id AND v._until > $at AND v._valid_from <= $at AND v.type IN ['OWNED_BY', 'SUPPORTED_BY']
  RETURN v.to AS contact, v.type AS type
}
CALL (contact) {
  MATCH (c:Entity {id: contact})
  WHERE c._valid_from <= $at
  RETURN c.kind AS kind, c.name AS name, c.email AS email
  UNION ALL
  MATCH (v:EntityVersion)
  WHERE v.id = contact AND v._until > $at AND v._valid_from <= $at
  RETURN v.kind AS kind, v.name AS name, v.email AS email
}
WITH contact, kind, name, email, collect(DISTINCT [type, id]) AS about
RETURN collect([contact, kind, name, email, about]) AS contacts
