// about:   what pointed at the frontier at a time and may carry failure, as columns of equal length; and the named gates among that
// kind:    read
// param    ids: LIST<STRING>       the frontier
// param    types: LIST<STRING>     the types that may carry failure
// param    at: INTEGER             microseconds
// returns  provider: LIST<STRING>, dependent: LIST<STRING>, effect: LIST<STRING>, group: LIST<STRING>, need: LIST<INTEGER>
// returns  gates: LIST<LIST<ANY>>  dependent, effect, group, members, need of the whole gate
// starts:  NodeUniqueIndexSeek, NodeIndexSeek
UNWIND $ids AS id
// One relationship is told once, also where it becomes the past between the two halves: so the type, which keeps two apart.
CALL (id) {
  MATCH (p:Entity {id: id})<-[r:$any($types)]-(d)
  USING INDEX SEEK p:Entity(id)
  WHERE r.effect <> 'none' AND r._valid_from <= $at
  RETURN d.id AS from, type(r) AS type, r.effect AS its_effect, r.group AS its_group, coalesce(r.need, 1) AS its_need
  UNION
  MATCH (v:RelationshipVersion)
  WHERE v.to = id AND v._until > $at AND v._valid_from <= $at AND v.effect <> 'none' AND v.type IN $types
  RETURN v.from AS from, v.type AS type, v.effect AS its_effect, v.group AS its_group, coalesce(v.need, 1) AS its_need
}
WITH collect(id) AS provider,
     collect(from) AS dependent,
     collect(its_effect) AS effect,
     collect(its_group) AS group,
     collect(its_need) AS need,
     collect(DISTINCT CASE WHEN its_group <> '' THEN from END) AS grouped
CALL (grouped) {
  UNWIND grouped AS id
  CALL (id) {
    MATCH (d:Entity {id: id})-[r:$any($types)]->(m)
    USING INDEX SEEK d:Entity(id)
    WHERE r.group <> '' AND r.effect <> 'none' AND r._valid_from <= $at
    RETURN r.effect AS its_effect, r.group AS its_name, m.id AS member, coalesce(r.need, 1) AS given
    UNION ALL
    MATCH (v:RelationshipVersion)
    WHERE v.from = id AND v._until > $at AND v._valid_from <= $at
      AND v.group <> '' AND v.effect <> 'none' AND v.type IN $types
    RETURN v.effect AS its_effect, v.group AS its_name, v.to AS member, coalesce(v.need, 1) AS given
  }
  WITH id, its_effect, its_name, count(DISTINCT member) AS members, max(given) AS needed
  RETURN collect([id, its_effect, its_name, members, needed]) AS gates
}
RETURN provider, dependent, effect, group, need, gates
