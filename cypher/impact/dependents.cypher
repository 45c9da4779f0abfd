// about:   what depends on the frontier now, with the size and the need of each gate that is touched, packed
// kind:    read
// param    ids: LIST<STRING>       the frontier
// param    types: LIST<STRING>     the types that may carry failure
// returns  gates: LIST<LIST<ANY>>  per gate: dependent, effect, group, members, need, providers, types, needs, is a service, has tickets
// starts:  NodeUniqueIndexSeek
UNWIND $ids AS id
MATCH (p:Entity {id: id})<-[r:$any($types)]-(d:Entity)
USING INDEX SEEK p:Entity(id)
WHERE r.effect <> 'none'
WITH d, r.effect AS effect, r.group AS group, collect(id) AS providers, collect(type(r)) AS types, collect(coalesce(r.need, 1)) AS needs
CALL (d, effect, group) {
  MATCH (e:Entity {id: d.id})-[g:$any($types)]->(m:Entity)
  USING INDEX SEEK e:Entity(id)
  WHERE group <> '' AND g.group = group AND g.effect = effect
  RETURN count(DISTINCT m) AS members, max(g.need) AS need
}
RETURN collect([d.id, effect, group, members, coalesce(need, 1), providers, types, needs,
                d:Service, EXISTS { (d)<-[:AFFECTS|TARGETS]-() }]) AS gates
