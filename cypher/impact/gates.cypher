// about:   the size and the need of every gate with a name that these have now, as columns of equal length
// kind:    read
// param    ids: LIST<STRING>
// param    types: LIST<STRING>     the types that may carry failure
// returns  dependent: LIST<STRING>, effect: LIST<STRING>, group: LIST<STRING>, members: LIST<INTEGER>, need: LIST<INTEGER>
// starts:  NodeUniqueIndexSeek
UNWIND $ids AS id
MATCH (d:Entity {id: id})-[r:$any($types)]->(m)
WHERE r.group <> '' AND r.effect <> 'none'
WITH id, r.effect AS effect, r.group AS group, count(DISTINCT m) AS members, max(coalesce(r.need, 1)) AS need
RETURN collect(id) AS dependent, collect(effect) AS effect, collect(group) AS group, collect(members) AS members,
       collect(need) AS need
