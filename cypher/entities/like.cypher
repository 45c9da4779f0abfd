// about:   what a misspelled id may stand for: those of `ids` that are there, and some of what holds a piece in its name or id
// kind:    read
// param    ids: LIST<STRING>
// param    pieces: LIST<STRING>    case folded
// param    limit: INTEGER          for each piece
// returns  found: LIST<LIST<STRING>>  id, and name and id as they are searched
// starts:  NodeUniqueIndexSeek, NodeIndexContainsScan
CALL () {
  UNWIND $ids AS id
  MATCH (n:Entity {id: id})
  USING INDEX SEEK n:Entity(id)
  RETURN n
  UNION
  UNWIND $pieces AS piece
  CALL (piece) {
    MATCH (n:Entity)
    WHERE n._find CONTAINS piece
    RETURN n
    LIMIT $limit
  }
  RETURN n
}
RETURN collect([n.id, n._find]) AS found
