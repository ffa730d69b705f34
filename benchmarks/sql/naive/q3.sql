SELECT m.region, avg(c.cost) AS average_cost
FROM claims c
LEFT JOIN units u ON u.unit_id = c.unit_id
LEFT JOIN members m ON m.member_id = u.member_id
GROUP BY 1
ORDER BY 2 DESC
LIMIT 10
