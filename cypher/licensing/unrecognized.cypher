// about:   installations of which no product is said, a page by id, as columns of equal length
// kind:    read
// param    kinds: LIST<STRING>
// param    after: STRING
// param    limit: INTEGER
// returns  id: LIST<STRING>, kind: LIST<STRING>, facts: LIST<LIST<ANY>>   publisher, product, edition, version
// starts:  NodeIndexSeek
CALL () {
  UNWIND $kinds AS kind
  CALL (kind) {
    MATCH (i:Entity)
    USING INDEX SEEK i:Entity(kind, id)
    WHERE i.kind = kind AND i.id > $after AND NOT EXISTS { (i)-[:INSTANCE_OF]->() }
    RETURN i
    ORDER BY i.id
    LIMIT $limit
  }
  RETURN i
  ORDER BY i.id
  LIMIT $limit
}
RETURN collect(i.id) AS id, collect(i.kind) AS kind, collect([i.publisher, i.product, i.edition, i.version]) AS facts
