// about:   one clock
// kind:    schema
CREATE CONSTRAINT clock_name IF NOT EXISTS FOR (c:Clock) REQUIRE c.name IS UNIQUE
