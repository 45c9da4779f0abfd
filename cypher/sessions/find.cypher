// about:   a session that is not over, and the key that opened it, if that is still there
// kind:    read
// param    hash: STRING
// param    now: INTEGER
// returns  key: STRING, proof: STRING, name: STRING, role: STRING
// starts:  NodeUniqueIndexSeek
MATCH (s:PageSession {hash: $hash})
WHERE s.until > $now
OPTIONAL MATCH (k:ApiKey {id: s.key})
RETURN s.key AS key, s.proof AS proof, k.name AS name, k.role AS role
