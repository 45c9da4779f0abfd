// about:   steps of tickets beside the graph; what is there already was left out by who asks
// kind:    write
// param    rows: LIST<MAP>     all properties of a step
UNWIND $rows AS row
CREATE (s:TicketStep)
SET s = row
