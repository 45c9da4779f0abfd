// about:   something was recorded at this time
// kind:    write
// param    now: INTEGER     microseconds
// starts:  NodeUniqueIndexSeek
MATCH (c:Clock {name: 'clock'})
SET c.last = $now
