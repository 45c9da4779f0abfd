// about:   of ids that are not there now: the number of their last version and when they were first seen, so that a revival goes on counting
// kind:    read
// param    ids: LIST<STRING>
// returns  id: LIST<STRING>, version: LIST<INTEGER>, first_seen: LIST<INTEGER>, until: LIST<INTEGER>
// starts:  NodeIndexSeek
UNWIND $ids AS id
MATCH (v:EntityVersion)
WHERE v.id = id AND v._until > 0
WITH v.id AS id, max(coalesce(v._version, 1)) AS version, min(coalesce(v._first_seen, v._valid_from)) AS first_seen, max(v._until) AS until
RETURN collect(id) AS id, collect(version) AS version, collect(first_seen) AS first_seen, collect(until) AS until
