// about:   new relationships between entities that are there
// kind:    write
// param    rows: LIST<MAP>     from, to, type, properties
// starts:  NodeUniqueIndexSeek
UNWIND $rows AS row
MATCH (a:Entity {id: row.from})
MATCH (b:Entity {id: row.to})
CREATE (a)-[r:$(row.type)]->(b)
SET r = row.properties
