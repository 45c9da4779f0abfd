// about:   by which findable attributes the entities of this database were marked last
// kind:    read
// returns  by: LIST<STRING>
MATCH (m:Migration {name: 'marks'})
RETURN collect(m.by) AS by
