// about:   new relationships between entities that are there
// kind:    write
// param    rows: LIST<MAP>     from, to, type, properties
// starts:  NodeUniqueIndexSeek
UNWIND $rows AS row
MATCH (a:Entity {id: row.from})
USING INDEX SEEK a:Entity(id)
MATCH (b:Entity {id: row.to})
USING INDEX SEEK b:Entity(id)
CREATE (a)-[r:$(row.type)]->(b)
SET r = row.properties
