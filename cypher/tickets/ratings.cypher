// about:   what the priority of every ticket is judged by, packed
// kind:    read
// param    kinds: LIST<STRING>
// returns  tickets: LIST<LIST<ANY>>  id, kind, name, status, impact, urgency, priority
// starts:  NodeIndexSeek
UNWIND $kinds AS kind
MATCH (n:Entity)
USING INDEX SEEK n:Entity(kind, id)
WHERE n.kind = kind AND n.id > ''
RETURN collect([n.id, n.kind, n.name, n.status, n.impact, n.urgency, n.priority]) AS tickets
