// about:   what points at the frontier now and may carry failure, as columns of equal length; and the named gates among that
// kind:    read
// param    ids: LIST<STRING>       the frontier
// param    types: LIST<STRING>     the types that may carry failure
// returns  provider: LIST<STRING>, dependent: LIST<STRING>, effect: LIST<STRING>, group: LIST<STRING>, need: LIST<INTEGER>
// returns  services: LIST<STRING>, ticketed: LIST<STRING>      dependents that are services, and those with tickets
// returns  gates: LIST<LIST<ANY>>  dependent, effect, group, members, need of the whole gate
// starts:  NodeUniqueIndexSeek
UNWIND $ids AS id
MATCH (p:Entity {id: id})<-[r:$any($types)]-(d)
USING INDEX SEEK p:Entity(id)
WHERE r.effect <> 'none'
WITH collect(id) AS provider,
     collect(d.id) AS dependent,
     collect(r.effect) AS effect,
     collect(r.group) AS group,
     collect(coalesce(r.need, 1)) AS need,
     collect(CASE WHEN d:Service THEN d.id END) AS services,
     collect(CASE WHEN EXISTS { (d)<-[:AFFECTS|TARGETS]-() } THEN d.id END) AS ticketed,
     collect(DISTINCT CASE WHEN r.group <> '' THEN d.id END) AS grouped
CALL (grouped) {
  UNWIND grouped AS id
  MATCH (d:Entity {id: id})-[r:$any($types)]->(m)
  USING INDEX SEEK d:Entity(id)
  WHERE r.group <> '' AND r.effect <> 'none'
  WITH id, r.effect AS its_effect, r.group AS its_name, count(DISTINCT m) AS members, max(coalesce(r.need, 1)) AS needed
  RETURN collect([id, its_effect, its_name, members, needed]) AS gates
}
RETURN provider, dependent, effect, group, need, services, ticketed, gates
