// about:   parts of what identifies beside name and id, in milliseconds
// kind:    schema
CREATE TEXT INDEX entity_marks IF NOT EXISTS FOR (n:Entity) ON (n._marks)
