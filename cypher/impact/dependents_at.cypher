// about:   what depended on the frontier at a time, with the size and the need of each gate that is touched, packed
// kind:    read
// param    ids: LIST<STRING>       the frontier
// param    types: LIST<STRING>     the types that may carry failure
// param    at: INTEGER             microseconds
// returns  gates: LIST<LIST<ANY>>  per gate: dependent, effect, group, members, need, providers, types, needs, is a service, has tickets
//          (at a past time both are not known here, so both are true: to be looked at)
// starts:  NodeUniqueIndexSeek, NodeIndexSeek
UNWIND $ids AS id
CALL (id) {
  MATCH (p:Entity {id: id})<-[r:$any($types)]-(d:Entity)
  USING INDEX SEEK p:Entity(id)
  WHERE r.effect <> 'none' AND r._valid_from <= $at
  RETURN d.id AS dependent, r.effect AS effect, r.group AS group, type(r) AS type, r.need AS need
  UNION ALL
  MATCH (v:RelationshipVersion)
  WHERE v.to = id AND v._until > $at AND v._valid_from <= $at AND v.effect <> 'none' AND v.type IN $types
  RETURN v.from AS dependent, v.effect AS effect, v.group AS group, v.type AS type, v.need AS need
}
WITH dependent, effect, group, collect(id) AS providers, collect(type) AS types, collect(coalesce(need, 1)) AS needs
CALL (dependent, effect, group) {
  CALL (dependent, effect, group) {
    MATCH (d:Entity {id: dependent})-[g:$any($types)]->(m:Entity)
    USING INDEX SEEK d:Entity(id)
    WHERE group <> '' AND g.group = group AND g.effect = effect AND g._valid_from <= $at
    RETURN m.id AS member, g.need AS given
    UNION ALL
    MATCH (v:RelationshipVersion)
    WHERE group <> '' AND v.from = dependent AND v._until > $at AND v._valid_from <= $at
      AND v.group = group AND v.effect = effect AND v.type IN $types
    RETURN v.to AS member, v.need AS given
  }
  RETURN count(DISTINCT member) AS members, max(given) AS need
}
RETURN collect([dependent, effect, group, members, coalesce(need, 1), providers, types, needs, true, true]) AS gates
