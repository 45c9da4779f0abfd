// about:   a page of the keys, oldest first, without their hashes
// kind:    read
// param    created: INTEGER    the last one on the page before: when it was made, and its id
// param    after: STRING
// param    limit: INTEGER
// returns  id: STRING, name: STRING, role: STRING, created: INTEGER
MATCH (k:ApiKey)
WHERE k.created > $created OR (k.created = $created AND k.id > $after)
RETURN k.id AS id, k.name AS name, k.role AS role, k.created AS created
ORDER BY k.created, k.id
LIMIT $limit
