// about:   a key opens nothing any more
// kind:    write
// param    id: STRING
// returns  revoked: INTEGER
// starts:  NodeUniqueIndexSeek
MATCH (k:ApiKey {id: $id})
DELETE k
RETURN count(*) AS revoked
