// about:   what pointed at these at a time by relationships of some types, with the effect and the share that each gave, packed
// kind:    read
// param    ids: LIST<STRING>
// param    types: LIST<STRING>
// param    at: INTEGER
// returns  links: LIST<LIST<ANY>>  type, from, to, effect, share (null: none given)
// starts:  NodeUniqueIndexSeek, NodeIndexSeek
UNWIND $ids AS id
CALL (id) {
  MATCH (n:Entity {id: id})<-[r:$any($types)]-(m:Entity)
  USING INDEX SEEK n:Entity(id)
  WHERE r._valid_from <= $at
  RETURN type(r) AS type, m.id AS other, r.effect AS its_effect, r.share AS its_share
  UNION
  MATCH (v:RelationshipVersion)
  WHERE v.to = id AND v._until > $at AND v._valid_from <= $at AND v.type IN $types
  RETURN v.type AS type, v.from AS other, v.effect AS its_effect, v.share AS its_share
}
RETURN collect([type, other, id, its_effect, its_share]) AS links
