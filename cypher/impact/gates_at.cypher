// about:   the size and the need of every gate with a name that these had at a time, as columns of equal length
// kind:    read
// param    ids: LIST<STRING>
// param    types: LIST<STRING>     the types that may carry failure
// param    at: INTEGER             microseconds
// returns  dependent: LIST<STRING>, effect: LIST<STRING>, group: LIST<STRING>, members: LIST<INTEGER>, need: LIST<INTEGER>
// starts:  NodeUniqueIndexSeek, NodeIndexSeek
UNWIND $ids AS id
CALL (id) {
  MATCH (:Entity {id: id})-[r:$any($types)]->(m)
  WHERE r.group <> '' AND r.effect <> 'none' AND r._valid_from <= $at
  RETURN r.effect AS effect, r.group AS group, m.id AS member, coalesce(r.need, 1) AS given
  UNION ALL
  MATCH (v:RelationshipVersion)
  WHERE v.from = id AND v._until > $at AND v._valid_from <= $at
    AND v.group <> '' AND v.effect <> 'none' AND v.type IN $types
  RETURN v.effect AS effect, v.group AS group, v.to AS member, coalesce(v.need, 1) AS given
}
WITH id, effect, group, count(DISTINCT member) AS members, max(given) AS need
RETURN collect(id) AS dependent, collect(effect) AS effect, collect(group) AS group, collect(members) AS members,
       collect(need) AS need
