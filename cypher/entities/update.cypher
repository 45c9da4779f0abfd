// about:   leave the whole earlier state as a version beside the graph, then take the new one
// kind:    write
// param    rows: LIST<MAP>     id, labels, properties; labels that are not among these go, whatever the vocabulary says now
// param    now: INTEGER
// param    who: STRING
// starts:  NodeUniqueIndexSeek
UNWIND $rows AS row
MATCH (n:Entity {id: row.id})
CREATE (v:EntityVersion)
SET v = properties(n), v._until = $now, v._ended_by = $who
WITH n, row, [label IN labels(n) WHERE label <> 'Entity' AND NOT label IN row.labels] AS lost
REMOVE n:$(lost)
SET n:$(row.labels)
SET n = row.properties
