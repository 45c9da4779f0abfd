// about:   all relationships at a time that began at these, as columns of equal length
// kind:    read
// param    ids: LIST<STRING>
// param    at: INTEGER
// returns  source: LIST<INTEGER>                          the place among `ids`
// returns  target: LIST<STRING>, type: LIST<STRING>, effect: LIST<STRING>, group: LIST<STRING>, need: LIST<INTEGER>  0 for none
// starts:  NodeUniqueIndexSeek, NodeIndexSeek
UNWIND range(0, size($ids) - 1) AS place
WITH place, $ids[place] AS id
// One relationship is told once, also where it becomes the past between the two halves.
CALL (id) {
  MATCH (n:Entity {id: id})-[r]->(m:Entity)
  USING INDEX SEEK n:Entity(id)
  WHERE r._valid_from <= $at
  RETURN m.id AS to, type(r) AS its_type, r.effect AS its_effect, r.group AS its_group, coalesce(r.need, 0) AS its_need
  UNION
  MATCH (v:RelationshipVersion)
  WHERE v.from = id AND v._until > $at AND v._valid_from <= $at
  RETURN v.to AS to, v.type AS its_type, v.effect AS its_effect, v.group AS its_group, coalesce(v.need, 0) AS its_need
}
RETURN collect(place) AS source, collect(to) AS target, collect(its_type) AS type, collect(its_effect) AS effect,
  collect(its_group) AS group, collect(its_need) AS need
