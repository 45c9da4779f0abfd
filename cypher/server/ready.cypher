// about:   nothing at all: an answer shows that the database serves
// kind:    read
// returns  one: INTEGER
RETURN 1 AS one
