// about:   every entity has labels and marks by this vocabulary
// kind:    write
// param    by: STRING
// starts:  MergeUniqueNode
MERGE (m:Migration {name: 'marks'})
SET m.by = $by
