// about:   lists of one kind, in the order of their ids
// kind:    schema
CREATE RANGE INDEX entity_kind IF NOT EXISTS FOR (n:Entity) ON (n.kind, n.id)
