// about:   what metrics count of every ticket, packed
// kind:    read
// param    kinds: LIST<STRING>
// returns  tickets: LIST<LIST<ANY>>  id, kind, since, changed, who, then the values that are counted, and when it was assigned (null: not told)
// starts:  NodeIndexSeek
UNWIND $kinds AS kind
MATCH (n:Entity)
USING INDEX SEEK n:Entity(kind, id)
WHERE n.kind = kind AND n.id > ''
WITH properties(n) AS t
RETURN collect([t.id, t.kind, coalesce(t._first_seen, t._valid_from), t._valid_from, t._who, t.status, t.opened_at, t.started_at,
  t.responded_at, t.resolved_at, t.closed_at, t.actual_end, t.priority, t.impact, t.urgency, t.assigned_to, t.team,
  t.reassignments, t.reopenings, t.first_contact, t.satisfaction, t.assigned_at]) AS tickets
