-- The member's region by look-up, exact sums, one division.
WITH placed AS (
  SELECT
    c.cost,
    (SELECT any_value(m.region) FROM members m, units u WHERE u.member_id = m.member_id AND u.unit_id = c.unit_id)
      AS region
  FROM claims c
)
SELECT region, CAST(sum(cost) AS DOUBLE) / count(cost) AS average_cost
FROM placed
GROUP BY region
ORDER BY average_cost DESC
LIMIT 10
