// about:   how many events there are on an entity in a time, both ends included
// kind:    read
// param    id: STRING
// param    from: INTEGER
// param    to: INTEGER
// returns  count: INTEGER
// starts:  NodeIndexSeek
MATCH (e:Event)
USING INDEX e:Event(on, at)
WHERE e.on = $id AND e.at >= $from AND e.at <= $to
RETURN count(*) AS count
