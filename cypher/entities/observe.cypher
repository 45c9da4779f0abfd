// about:   seen again without change: who saw them, and when, takes the place of what was known of it
// kind:    write
// param    rows: LIST<MAP>     id, observation: MAP; null in it removes
// starts:  NodeUniqueIndexSeek
UNWIND $rows AS row
MATCH (n:Entity {id: row.id})
SET n += row.observation
