// about:   what metrics count of the recorded steps of these tickets, packed, in no order
// kind:    read
// param    ids: LIST<STRING>
// returns  steps: LIST<LIST<ANY>>  ticket, at, order, recorded, removed, then the values that are counted (null: not told)
// starts:  NodeIndexSeek
UNWIND $ids AS id
MATCH (n:TicketStep)
USING INDEX SEEK n:TicketStep(_ticket, _at)
WHERE n._ticket = id AND n._at IS NOT NULL
// All properties read at once take half the time of twenty, each looked for.
WITH properties(n) AS s
RETURN collect([s._ticket, s._at, s._order, s._recorded, s._removed, s.status, s.opened_at, s.started_at, s.responded_at,
  s.resolved_at, s.closed_at, s.actual_end, s.priority, s.impact, s.urgency, s.assigned_to, s.team, s.reassignments,
  s.reopenings, s.first_contact, s.satisfaction]) AS steps
