// about:   a page of the past states of an entity, latest first
// kind:    read
// param    id: STRING
// param    before: INTEGER     only versions numbered below
// param    limit: INTEGER
// returns  entity: MAP
// starts:  NodeIndexSeek
MATCH (v:EntityVersion)
WHERE v.id = $id AND v._until > 0 AND v._version < $before
RETURN properties(v) AS entity
ORDER BY v._version DESC
LIMIT $limit
