// What a bare count costs: everything above a node, whatever stands between.
MATCH (n:Entity {id: $id})<-[:$any($types)*]-(x)
RETURN count(DISTINCT x) AS count
