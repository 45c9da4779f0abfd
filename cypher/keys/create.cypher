// about:   a key, by its hash only
// kind:    write
// param    id: STRING
// param    name: STRING
// param    role: STRING
// param    hash: STRING     SHA-256 of the secret, hexadecimal
// param    at: INTEGER
CREATE (k:ApiKey {id: $id, name: $name, role: $role, hash: $hash, created: $at})
