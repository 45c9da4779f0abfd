// about:   what these entities are searched by, and the labels of their kinds
// kind:    write
// param    rows: LIST<MAP>     id, marks (null for none), labels; labels that are not among these go
// starts:  NodeUniqueIndexSeek
UNWIND $rows AS row
MATCH (n:Entity {id: row.id})
SET n._marks = row.marks
WITH n, row, [label IN labels(n) WHERE label <> 'Entity' AND NOT label IN row.labels] AS lost
REMOVE n:$(lost)
SET n:$(row.labels)
