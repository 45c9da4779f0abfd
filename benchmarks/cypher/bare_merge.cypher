// What bare writing costs: no comparison, no history, nothing read.
UNWIND $rows AS row
MERGE (n:Entity {id: row.id})
SET n += row
