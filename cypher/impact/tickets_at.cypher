// about:   tickets that were not over at a time and were about any of these
// kind:    read
// param    ids: LIST<STRING>
// param    over: LIST<STRING>      what is over, each as kind, space, status
// param    at: INTEGER
// returns  tickets: LIST<LIST<ANY>>  id, kind, name, status, priority, about, type, start, end
// starts:  NodeUniqueIndexSeek, NodeIndexSeek
UNWIND $ids AS id
CALL (id) {
  MATCH (n:Entity {id: id})<-[r:AFFECTS|TARGETS]-(t:Ticket)
  USING INDEX SEEK n:Entity(id)
  WHERE r._valid_from <= $at
  RETURN t.id AS ticket, type(r) AS type
  UNION ALL
  MATCH (v:RelationshipVersion)
  WHERE v.to = id AND v._until > $at AND v._valid_from <= $at AND v.type IN ['AFFECTS', 'TARGETS']
  RETURN v.from AS ticket, v.type AS type
}
CALL (ticket) {
  MATCH (t:Entity {id: ticket})
  WHERE t._valid_from <= $at
  RETURN t.kind AS kind, t.name AS name, t.status AS status, t.priority AS priority,
    t.planned_start AS starts, t.planned_end AS ends
  UNION ALL
  MATCH (v:EntityVersion)
  WHERE v.id = ticket AND v._until > $at AND v._valid_from <= $at
  RETURN v.kind AS kind, v.name AS name, v.status AS status, v.priority AS priority,
    v.planned_start AS starts, v.planned_end AS ends
}
WITH id, ticket, type, kind, name, status, priority, starts, ends
WHERE NOT kind + ' ' + coalesce(status, '') IN $over
RETURN collect([ticket, kind, name, status, priority, id, type, starts, ends]) AS tickets
