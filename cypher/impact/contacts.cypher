// about:   who owns or supports these: people, teams and organizations
// kind:    read
// param    ids: LIST<STRING>
// returns  contacts: LIST<LIST<ANY>>  id, kind, name, email, and of whom: a list of [type, id]
// starts:  NodeUniqueIndexSeek
UNWIND $ids AS id
MATCH (n:Entity {id: id})-[r:OWNED_BY|SUPPORTED_BY]->(c:Entity)
USING INDEX SEEK n:Entity(id)
WITH c, collect(DISTINCT [type(r), id]) AS about
RETURN collect([c.id, c.kind, c.name, c.email, about]) AS contacts
