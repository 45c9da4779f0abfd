// about:   one node per event, however often it is delivered
// kind:    schema
CREATE CONSTRAINT event_key IF NOT EXISTS FOR (e:Event) REQUIRE e.key IS UNIQUE
