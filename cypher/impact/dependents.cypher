// about:   every relationship that points at the frontier now and may carry failure, as columns of equal length
// kind:    read
// param    ids: LIST<STRING>       the frontier
// param    types: LIST<STRING>     the types that may carry failure
// returns  provider: LIST<STRING>, dependent: LIST<STRING>, effect: LIST<STRING>, group: LIST<STRING>, need: LIST<INTEGER>
// returns  services: LIST<STRING>, ticketed: LIST<STRING>      dependents that are services, and those with tickets
// starts:  NodeUniqueIndexSeek
UNWIND $ids AS id
MATCH (p:Entity {id: id})<-[r:$any($types)]-(d)
WHERE r.effect <> 'none'
RETURN collect(id) AS provider,
       collect(d.id) AS dependent,
       collect(r.effect) AS effect,
       collect(r.group) AS group,
       collect(coalesce(r.need, 1)) AS need,
       collect(CASE WHEN d:Service THEN d.id END) AS services,
       collect(CASE WHEN EXISTS { (d)<-[:AFFECTS|TARGETS]-() } THEN d.id END) AS ticketed
