// about:   a link that signs in once
// kind:    write
// param    hash: STRING     SHA-256 of its token, hexadecimal
// param    until: INTEGER
CREATE (l:SignInLink {hash: $hash, until: $until})
