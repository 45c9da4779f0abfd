// about:   events on an entity in a time
// kind:    schema
CREATE RANGE INDEX event_on IF NOT EXISTS FOR (e:Event) ON (e.on, e.at)
