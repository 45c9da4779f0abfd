// about:   record events; one that is there already counts once more, and is the same
// kind:    write
// param    events: LIST<MAP>       key, on, at, signal, direction, score, severity, text, source, said, ended
// param    now: INTEGER
// returns  created: INTEGER
// starts:  NodeUniqueIndexSeek
UNWIND $events AS event
MERGE (e:Event {key: event.key})
ON CREATE SET e += event, e.times = 0, e._recorded = $now
SET e.times = e.times + 1, e.last_seen = $now, e.ended = coalesce(event.ended, e.ended)
WITH sum(CASE WHEN e._recorded = $now AND e.times = 1 THEN 1 ELSE 0 END) AS created
RETURN created
