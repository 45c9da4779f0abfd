// about:   what tickets were about at a time, each once: some of it, and how many there were
// kind:    read
// param    ids: LIST<STRING>
// param    limit: INTEGER          for each ticket and type
// param    at: INTEGER
// returns  subjects: LIST<LIST<ANY>>  ticket, type, ids, how many in all
// starts:  NodeUniqueIndexSeek, NodeIndexSeek
UNWIND $ids AS id
CALL (id) {
  MATCH (t:Entity {id: id})-[r:AFFECTS|TARGETS]->(n:Entity)
  USING INDEX SEEK t:Entity(id)
  WHERE r._valid_from <= $at
  RETURN type(r) AS type, n.id AS subject
  UNION ALL
  MATCH (v:RelationshipVersion)
  WHERE v.from = id AND v._until > $at AND v._valid_from <= $at AND v.type IN ['AFFECTS', 'TARGETS']
  RETURN v.type AS type, v.to AS subject
}
WITH DISTINCT id, type, subject
ORDER BY id, type, subject
WITH id, type, collect(subject) AS found
RETURN collect([id, type, found[..$limit], size(found)]) AS subjects
