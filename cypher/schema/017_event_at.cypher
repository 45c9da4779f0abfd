// about:   the oldest events, which go first
// kind:    schema
CREATE RANGE INDEX event_at IF NOT EXISTS FOR (e:Event) ON (e.at)
