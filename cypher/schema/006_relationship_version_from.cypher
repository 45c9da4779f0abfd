// about:   past relationships by dependent
// kind:    schema
CREATE RANGE INDEX relationship_version_from IF NOT EXISTS FOR (v:RelationshipVersion) ON (v.from, v._until)
