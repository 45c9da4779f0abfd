// about:   tickets and changes about any of these, packed: those that are not over, and changes that began since a time
// kind:    read
// param    ids: LIST<STRING>
// param    over: LIST<STRING>      what is over, each as kind, space, status
// param    since: STRING           ISO 8601
// returns  tickets: LIST<LIST<ANY>>  about, type, properties
// starts:  NodeUniqueIndexSeek
UNWIND $ids AS id
MATCH (n:Entity {id: id})<-[r:AFFECTS|TARGETS]-(t:Ticket)
USING INDEX SEEK n:Entity(id)
WHERE NOT t.kind + ' ' + coalesce(t.status, '') IN $over
   OR coalesce(t.actual_start, t.planned_start, t.actual_end, '') >= $since
RETURN collect([id, type(r), properties(t)]) AS tickets
