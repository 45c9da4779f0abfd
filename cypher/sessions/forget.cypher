// about:   remove the sessions and links that are over
// kind:    write
// param    now: INTEGER
MATCH (n:PageSession|SignInLink)
WHERE n.until <= $now
DELETE n
