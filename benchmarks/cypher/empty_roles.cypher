// The offline importer drops an empty list; the product stores it.
MATCH (n:Entity)
WHERE n._roles IS NULL
CALL (n) { SET n._roles = [] } IN TRANSACTIONS OF 10000 ROWS
