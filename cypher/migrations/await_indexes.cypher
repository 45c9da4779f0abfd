// about:   wait until every index is filled
// kind:    read
CALL db.awaitIndexes(600)
