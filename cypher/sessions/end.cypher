// about:   a session opens nothing any more
// kind:    write
// param    hash: STRING
// starts:  NodeUniqueIndexSeek
MATCH (s:PageSession {hash: $hash})
DELETE s
