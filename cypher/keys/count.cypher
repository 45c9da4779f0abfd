// about:   whether there is any key
// kind:    read
// returns  keys: INTEGER
MATCH (k:ApiKey)
RETURN count(k) AS keys
