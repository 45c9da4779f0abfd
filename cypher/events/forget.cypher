// about:   take away the oldest events that are older than they are kept
// kind:    write
// param    before: INTEGER
// param    limit: INTEGER
// returns  forgotten: INTEGER
// starts:  NodeIndexSeekByRange
MATCH (e:Event)
WHERE e.at < $before
WITH e LIMIT $limit
DELETE e
RETURN count(*) AS forgotten
