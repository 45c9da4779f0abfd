// about:   every relationship that pointed at the frontier at a time and may carry failure, as columns of equal length
// kind:    read
// param    ids: LIST<STRING>       the frontier
// param    types: LIST<STRING>     the types that may carry failure
// param    at: INTEGER             microseconds
// returns  provider: LIST<STRING>, dependent: LIST<STRING>, effect: LIST<STRING>, group: LIST<STRING>, need: LIST<INTEGER>
// starts:  NodeUniqueIndexSeek, NodeIndexSeek
UNWIND $ids AS id
CALL (id) {
  MATCH (:Entity {id: id})<-[r:$any($types)]-(d)
  WHERE r.effect <> 'none' AND r._valid_from <= $at
  RETURN d.id AS dependent, r.effect AS effect, r.group AS group, coalesce(r.need, 1) AS need
  UNION ALL
  MATCH (v:RelationshipVersion)
  WHERE v.to = id AND v._until > $at AND v._valid_from <= $at AND v.effect <> 'none' AND v.type IN $types
  RETURN v.from AS dependent, v.effect AS effect, v.group AS group, coalesce(v.need, 1) AS need
}
RETURN collect(id) AS provider, collect(dependent) AS dependent, collect(effect) AS effect, collect(group) AS group,
       collect(need) AS need
