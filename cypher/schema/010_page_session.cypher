// about:   one session per token
// kind:    schema
CREATE CONSTRAINT page_session_hash IF NOT EXISTS FOR (s:PageSession) REQUIRE s.hash IS UNIQUE
