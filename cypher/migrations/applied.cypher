// about:   the schema statements that this database has had
// kind:    read
// returns  names: LIST<STRING>
MATCH (m:Migration)
RETURN collect(m.name) AS names
