// about:   all keys, without their hashes
// kind:    read
// returns  id: STRING, name: STRING, role: STRING, created: INTEGER
MATCH (k:ApiKey)
RETURN k.id AS id, k.name AS name, k.role AS role, k.created AS created
ORDER BY k.created, k.id
