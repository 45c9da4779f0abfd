// about:   what points at these now by relationships of some types, with the effect and the share that each gives, packed
// kind:    read
// param    ids: LIST<STRING>
// param    types: LIST<STRING>
// returns  links: LIST<LIST<ANY>>  type, from, to, effect, share (null: none given)
// starts:  NodeUniqueIndexSeek
UNWIND $ids AS id
MATCH (n:Entity {id: id})<-[r:$any($types)]-(m:Entity)
USING INDEX SEEK n:Entity(id)
RETURN collect([type(r), m.id, id, r.effect, r.share]) AS links
