// about:   a schema statement was run
// kind:    write
// param    name: STRING
// param    at: INTEGER     microseconds
// starts:  MergeUniqueNode
MERGE (m:Migration {name: $name})
ON CREATE SET m.at = $at
