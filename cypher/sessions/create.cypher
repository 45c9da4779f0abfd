// about:   a session of the page, by the hash of its token only
// kind:    write
// param    hash: STRING     SHA-256 of its token, hexadecimal
// param    key: STRING      id of the key that opened it, or what stands for one
// param    proof: STRING    that CMDB_ADMIN_KEY is still the same; null for other keys
// param    until: INTEGER
CREATE (s:PageSession {hash: $hash, key: $key, proof: $proof, until: $until})
