// about:   use up a link that is still good
// kind:    write
// param    hash: STRING
// param    now: INTEGER
// returns  redeemed: INTEGER
// starts:  NodeUniqueIndexSeek
MATCH (l:SignInLink {hash: $hash})
WHERE l.until > $now
DELETE l
RETURN count(*) AS redeemed
