// about:   the last time at which something was recorded, and how many writers had a turn; 0 on an empty database
// kind:    read
// returns  last: INTEGER, turn: INTEGER
// starts:  NodeUniqueIndexSeek
OPTIONAL MATCH (c:Clock {name: 'clock'})
RETURN coalesce(c.last, 0) AS last, coalesce(c.turn, 0) AS turn
