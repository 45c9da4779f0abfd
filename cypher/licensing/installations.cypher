// about:   what is an instance of these products now and where it is, as columns of equal length: no seek for each, which is most of the time
// kind:    read
// param    products: LIST<STRING>
// returns  product: LIST<STRING>, id: LIST<STRING>, kind: LIST<STRING>, name: LIST<STRING>
// returns  host: LIST<STRING>       where it is installed; empty for nowhere; one that is installed twice is listed twice
// returns  source: LIST<STRING>     who reported it
// returns  facts: LIST<LIST<ANY>>   of those that say any: id, failover_role, failover_days, readable, sub_capacity_tool, all who reported it
// returns  used: LIST<LIST<ANY>>    of those that have users: id, ids of the users
// returns  open: LIST<STRING>       those that have sessions
// starts:  NodeUniqueIndexSeek
UNWIND $products AS product
MATCH (p:Entity {id: product})<-[:INSTANCE_OF]-(i:Entity)
USING INDEX SEEK p:Entity(id)
OPTIONAL MATCH (i)-[:INSTALLED_ON]->(h:Entity)
RETURN collect(product) AS product, collect(i.id) AS id, collect(i.kind) AS kind, collect(i.name) AS name,
  collect(coalesce(h.id, '')) AS host,
  collect(i._source) AS source,
  collect(CASE
    WHEN coalesce(i.failover_role, i.failover_days, i.readable, i.sub_capacity_tool, i._sources) IS NOT NULL
    THEN [i.id, i.failover_role, i.failover_days, i.readable, i.sub_capacity_tool, coalesce(i._sources, [i._source])]
  END) AS facts,
  collect(CASE WHEN EXISTS { (i)-[:USED_BY]->() } THEN [i.id, [(i)-[:USED_BY]->(u:Entity) | u.id]] END) AS used,
  collect(CASE WHEN EXISTS { (i)<-[:SESSION_OF]-() } THEN i.id END) AS open
