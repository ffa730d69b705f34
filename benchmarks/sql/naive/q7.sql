WITH monthly AS (
  SELECT date_trunc('month', c.claimed_on) AS month, count(*) AS claims
  FROM claims c
  JOIN units u ON u.unit_id = c.unit_id
  WHERE u.model = 'Guide' AND c.claimed_on >= DATE '2025-01-01' AND c.claimed_on < DATE '2025-06-01'
  GROUP BY 1
)
SELECT month, claims, claims - lag(claims) OVER (ORDER BY month) AS change
FROM monthly
WHERE month >= DATE '2025-02-01'
ORDER BY 1
