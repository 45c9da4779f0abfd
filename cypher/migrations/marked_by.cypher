// about:   by which vocabulary the entities of this database were given labels and marks last
// kind:    read
// returns  by: LIST<STRING>
MATCH (m:Migration {name: 'marks'})
RETURN collect(m.by) AS by
