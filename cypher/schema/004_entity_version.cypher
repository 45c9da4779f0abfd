// about:   the state of an entity at a time: its first version that ends later
// kind:    schema
CREATE RANGE INDEX entity_version IF NOT EXISTS FOR (v:EntityVersion) ON (v.id, v._until)
