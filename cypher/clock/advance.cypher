// about:   something was recorded at this time, in this turn
// kind:    write
// param    now: INTEGER     microseconds
// starts:  NodeUniqueIndexSeek
MATCH (c:Clock {name: 'clock'})
SET c.last = $now, c.recorded = c.turn
