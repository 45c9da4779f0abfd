// about:   leave the whole earlier state as a version beside the graph, then take the new one
// kind:    write
// param    rows: LIST<MAP>     id, labels that go, labels that come, properties
// param    now: INTEGER
// param    who: STRING
// starts:  NodeUniqueIndexSeek
UNWIND $rows AS row
MATCH (n:Entity {id: row.id})
CREATE (v:EntityVersion)
SET v = properties(n), v._until = $now, v._ended_by = $who
REMOVE n:$(row.lost)
SET n:$(row.gained)
SET n = row.properties
