// about:   the recorded steps of these tickets, packed, in no order
// kind:    read
// param    ids: LIST<STRING>
// returns  steps: LIST<MAP>
// starts:  NodeIndexSeek
UNWIND $ids AS id
MATCH (s:TicketStep)
USING INDEX SEEK s:TicketStep(_ticket, _at)
WHERE s._ticket = id AND s._at IS NOT NULL
RETURN collect(properties(s)) AS steps
