// about:   lock the clock for this transaction and read the last time at which something was recorded
// kind:    write
// returns  last: INTEGER
// starts:  MergeUniqueNode
MERGE (c:Clock {name: 'clock'})
ON CREATE SET c.last = 0
SET c._taken = true
REMOVE c._taken
RETURN c.last AS last
