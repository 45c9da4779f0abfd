// about:   the kinds that present entities have
// kind:    read
// returns  kinds: LIST<STRING>
MATCH (n:Entity)
USING INDEX n:Entity(kind, id)
WHERE n.kind > '' AND n.id > ''
RETURN collect(DISTINCT n.kind) AS kinds
