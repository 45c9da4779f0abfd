// about:   what pointed at these at a time by relationships of some types, packed
// kind:    read
// param    ids: LIST<STRING>
// param    types: LIST<STRING>
// param    at: INTEGER
// returns  links: LIST<LIST<STRING>>  type, from, to
// starts:  NodeUniqueIndexSeek, NodeIndexSeek
UNWIND $ids AS id
CALL (id) {
  MATCH (n:Entity {id: id})<-[r:$any($types)]-(m:Entity)
  USING INDEX SEEK n:Entity(id)
  WHERE r._valid_from <= $at
  RETURN type(r) AS type, m.id AS other
  UNION
  MATCH (v:RelationshipVersion)
  WHERE v.to = id AND v._until > $at AND v._valid_from <= $at AND v.type IN $types
  RETURN v.type AS type, v.from AS other
}
RETURN collect([type, other, id]) AS links
