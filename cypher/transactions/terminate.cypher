// about:   end the queries that run under one deadline, found by the tag in their metadata
// kind:    read
// param    tag: STRING
// returns  ended: STRING
SHOW TRANSACTIONS YIELD transactionId, metaData
WHERE metaData.tag = $tag
TERMINATE TRANSACTIONS transactionId
YIELD message
RETURN message AS ended
