// about:   all relationships now that begin at these, as columns of equal length
// kind:    read
// param    ids: LIST<STRING>
// param    reserved: LIST<STRING>                         names of properties that are no attributes, beside `_...`
// returns  source: LIST<INTEGER>                          the place among `ids`
// returns  target: LIST<STRING>, type: LIST<STRING>, effect: LIST<STRING>, group: LIST<STRING>, need: LIST<INTEGER>  0 for none
// returns  attributes: LIST<ANY>                          all properties of one that has attributes, else false
// starts:  NodeUniqueIndexSeek
UNWIND range(0, size($ids) - 1) AS at
MATCH (n:Entity {id: $ids[at]})-[r]->(m:Entity)
USING INDEX SEEK n:Entity(id)
RETURN collect(at) AS source, collect(m.id) AS target, collect(type(r)) AS type, collect(r.effect) AS effect,
  collect(r.group) AS group, collect(coalesce(r.need, 0)) AS need,
  collect(CASE WHEN any(k IN keys(r) WHERE NOT k IN $reserved AND (NOT k STARTS WITH '_' OR k STARTS WITH '__'))
    THEN properties(r) ELSE false END) AS attributes
