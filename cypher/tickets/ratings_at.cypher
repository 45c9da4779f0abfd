// about:   the same as recorded at a time
// kind:    read
// param    kinds: LIST<STRING>
// param    at: INTEGER
// returns  tickets: LIST<LIST<ANY>>  id, kind, name, status, impact, urgency, priority
// starts:  NodeIndexSeek
UNWIND $kinds AS kind
CALL (kind) {
  MATCH (n:Entity)
  USING INDEX SEEK n:Entity(kind, id)
  WHERE n.kind = kind AND n.id > '' AND n._valid_from <= $at
  RETURN n AS ticket
  UNION ALL
  MATCH (v:EntityVersion)
  USING INDEX SEEK v:EntityVersion(kind, _until)
  WHERE v.kind = kind AND v._until > $at AND v._valid_from <= $at
  RETURN v AS ticket
}
RETURN collect([ticket.id, ticket.kind, ticket.name, ticket.status, ticket.impact, ticket.urgency, ticket.priority]) AS tickets
