// about:   what tickets are about, each once, now: some of it, and how many there are
// kind:    read
// param    ids: LIST<STRING>
// param    limit: INTEGER          for each ticket and type
// returns  subjects: LIST<LIST<ANY>>  ticket, type, ids, how many in all
// starts:  NodeUniqueIndexSeek
UNWIND $ids AS id
MATCH (t:Entity {id: id})-[r:AFFECTS|TARGETS]->(n:Entity)
USING INDEX SEEK t:Entity(id)
WITH DISTINCT id, type(r) AS type, n.id AS subject
ORDER BY id, type, subject
WITH id, type, collect(subject) AS found
RETURN collect([id, type, found[..$limit], size(found)]) AS subjects
