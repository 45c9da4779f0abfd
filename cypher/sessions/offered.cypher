// about:   whether a link is still good
// kind:    read
// param    hash: STRING
// param    now: INTEGER
// returns  good: INTEGER
// starts:  NodeUniqueIndexSeek
MATCH (l:SignInLink {hash: $hash})
WHERE l.until > $now
RETURN count(*) AS good
