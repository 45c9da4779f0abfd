// about:   every entity is marked by these attributes
// kind:    write
// param    by: STRING
// starts:  MergeUniqueNode
MERGE (m:Migration {name: 'marks'})
SET m.by = $by
