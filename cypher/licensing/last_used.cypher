// about:   of the installations of these products now, those last used on or before a day, packed; and how many do not say it
// kind:    read
// param    products: LIST<STRING>
// param    until: STRING           a day, as it is recorded
// returns  idle: LIST<LIST<STRING>>  id, day of its last use
// returns  unknown: INTEGER
// starts:  NodeUniqueIndexSeek
UNWIND $products AS product
MATCH (p:Entity {id: product})<-[:INSTANCE_OF]-(i:SoftwareInstallation)
USING INDEX SEEK p:Entity(id)
RETURN collect(CASE WHEN i.last_used <= $until THEN [i.id, i.last_used] END) AS idle,
  count(CASE WHEN i.last_used IS NULL THEN 1 END) AS unknown
