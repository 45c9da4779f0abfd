// about:   what there was of a kind at a time
// kind:    schema
CREATE RANGE INDEX entity_version_kind IF NOT EXISTS FOR (v:EntityVersion) ON (v.kind, v._until)
