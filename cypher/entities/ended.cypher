// about:   of ids that are not there now, when the last state of each ended
// kind:    read
// param    ids: LIST<STRING>
// returns  id: LIST<STRING>, until: LIST<INTEGER>
// starts:  NodeIndexSeek
UNWIND $ids AS id
MATCH (v:EntityVersion)
WHERE v.id = id AND v._until > 0
WITH v.id AS id, max(v._until) AS until
RETURN collect(id) AS id, collect(until) AS until
