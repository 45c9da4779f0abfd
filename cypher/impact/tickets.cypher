// about:   tickets that are not over and are about any of these
// kind:    read
// param    ids: LIST<STRING>
// param    over: LIST<STRING>      what is over, each as kind, space, status
// returns  tickets: LIST<LIST<ANY>>  id, kind, name, status, priority, about, type, start, end
// starts:  NodeUniqueIndexSeek
UNWIND $ids AS id
MATCH (n:Entity {id: id})<-[r:AFFECTS|TARGETS]-(t:Ticket)
USING INDEX SEEK n:Entity(id)
WHERE NOT t.kind + ' ' + coalesce(t.status, '') IN $over
RETURN collect([t.id, t.kind, t.name, t.status, t.priority, id, type(r), t.planned_start, t.planned_end]) AS tickets
