// about:   parts of names and ids, any case, in milliseconds
// kind:    schema
CREATE TEXT INDEX entity_find IF NOT EXISTS FOR (n:Entity) ON (n._find)
