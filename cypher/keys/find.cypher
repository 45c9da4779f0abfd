// about:   one key
// kind:    read
// param    id: STRING
// returns  name: STRING, role: STRING, hash: STRING
// starts:  NodeUniqueIndexSeek
MATCH (k:ApiKey {id: $id})
RETURN k.name AS name, k.role AS role, k.hash AS hash
