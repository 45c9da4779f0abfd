// about:   past relationships by provider
// kind:    schema
CREATE RANGE INDEX relationship_version_to IF NOT EXISTS FOR (v:RelationshipVersion) ON (v.to, v._until)
