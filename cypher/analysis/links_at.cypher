// about:   all relationships at a time that began at these, as columns of equal length
// kind:    read
// param    ids: LIST<STRING>
// param    reserved: LIST<STRING>                         names of properties that are no attributes, beside `_...`
// param    at: INTEGER
// returns  source: LIST<INTEGER>                          the place among `ids`
// returns  target: LIST<STRING>, type: LIST<STRING>, effect: LIST<STRING>, group: LIST<STRING>, need: LIST<INTEGER>  0 for none
// returns  attributes: LIST<ANY>                          all properties of one that has attributes, else false
// starts:  NodeUniqueIndexSeek, NodeIndexSeek
UNWIND range(0, size($ids) - 1) AS place
WITH place, $ids[place] AS id
// What becomes the past between the two halves is told twice, the same both times.
CALL (id) {
  MATCH (n:Entity {id: id})-[r]->(m:Entity)
  USING INDEX SEEK n:Entity(id)
  WHERE r._valid_from <= $at
  RETURN m.id AS to, type(r) AS its_type, r.effect AS its_effect, r.group AS its_group, r.need AS its_need, r AS its
  UNION ALL
  MATCH (v:RelationshipVersion)
  WHERE v.from = id AND v._until > $at AND v._valid_from <= $at
  RETURN v.to AS to, v.type AS its_type, v.effect AS its_effect, v.group AS its_group, v.need AS its_need, v AS its
}
RETURN collect(place) AS source, collect(to) AS target, collect(its_type) AS type, collect(its_effect) AS effect,
  collect(its_group) AS group, collect(coalesce(its_need, 0)) AS need,
  collect(CASE WHEN any(k IN keys(its) WHERE NOT k IN $reserved AND (NOT k STARTS WITH '_' OR k STARTS WITH '__'))
    THEN properties(its) ELSE false END) AS attributes
