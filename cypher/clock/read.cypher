// about:   the last time at which something was recorded; 0 on an empty database
// kind:    read
// returns  last: INTEGER
// starts:  NodeUniqueIndexSeek
OPTIONAL MATCH (c:Clock {name: 'clock'})
RETURN coalesce(c.last, 0) AS last
