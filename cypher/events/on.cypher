// about:   the events on these entities in a time, packed, both ends included
// kind:    read
// param    ids: LIST<STRING>
// param    from: INTEGER
// param    to: INTEGER
// param    limit: INTEGER          of each entity, the latest
// returns  events: LIST<LIST<ANY>>  on, at, signal, direction, score, severity, text, source, times, ended
// starts:  NodeIndexSeek
UNWIND $ids AS id
CALL (id) {
  MATCH (e:Event)
  USING INDEX e:Event(on, at)
  WHERE e.on = id AND e.at >= $from AND e.at <= $to
  RETURN e ORDER BY e.at DESC LIMIT $limit
}
RETURN collect([id, e.at, e.signal, e.direction, e.score, e.severity, e.text, e.source, e.times, e.ended]) AS events
