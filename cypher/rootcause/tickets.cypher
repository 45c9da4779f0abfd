// about:   what tickets say of these, packed: those that are not over, changes that were at work since a time, and how changes ended
// kind:    read
// param    ids: LIST<STRING>
// param    over: LIST<STRING>      what is over, each as kind, space, status
// param    since: STRING           ISO 8601
// returns  found: LIST<LIST<ANY>>  about, properties of the tickets, how many changes of it failed, of how many it is known
// starts:  NodeUniqueIndexSeek
UNWIND $ids AS id
MATCH (n:Entity {id: id})<-[r:AFFECTS|TARGETS]-(t:Ticket)
USING INDEX SEEK n:Entity(id)
WITH id,
  collect(CASE
    WHEN NOT t.kind + ' ' + coalesce(t.status, '') IN $over
      OR coalesce(t.actual_end, '') >= $since OR coalesce(t.actual_start, '') >= $since OR coalesce(t.planned_start, '') >= $since
    THEN properties(t)
  END) AS tickets,
  sum(CASE WHEN t.successful = false THEN 1 ELSE 0 END) AS failed,
  count(t.successful) AS ended
RETURN collect([id, tickets, failed, ended]) AS found
