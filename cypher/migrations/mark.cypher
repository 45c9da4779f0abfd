// about:   what these entities are searched by
// kind:    write
// param    rows: LIST<MAP>     id, marks (null for none)
// starts:  NodeUniqueIndexSeek
UNWIND $rows AS row
MATCH (n:Entity {id: row.id})
SET n._marks = row.marks
