// about:   lock the clock for this transaction, count its turn, and read the last time at which something was recorded
// kind:    write
// returns  last: INTEGER, turn: INTEGER
// starts:  MergeUniqueNode
MERGE (c:Clock {name: 'clock'})
ON CREATE SET c.last = 0
SET c._taken = true
REMOVE c._taken
SET c.turn = coalesce(c.turn, 0) + 1
RETURN c.last AS last, c.turn AS turn
