// about:   new entities with the labels of their kind
// kind:    write
// param    rows: LIST<MAP>     labels: LIST<STRING>, properties: MAP
UNWIND $rows AS row
CREATE (n:Entity:$(row.labels))
SET n = row.properties
