// about:   a page of the past states of an entity, latest first
// kind:    read
// param    id: STRING
// param    before: INTEGER     only versions numbered below
// param    limit: INTEGER
// returns  entity: MAP
// starts:  NodeIndexSeek
MATCH (v:EntityVersion)
WHERE v.id = $id AND v._until > 0 AND coalesce(v._version, 1) < $before
RETURN properties(v) AS entity
ORDER BY coalesce(v._version, 1) DESC
LIMIT $limit
