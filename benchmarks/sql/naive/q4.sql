WITH monthly AS (
  SELECT date_trunc('month', claimed_on) AS month, count(*) AS claims
  FROM claims
  GROUP BY 1
)
SELECT month, claims, claims - lag(claims) OVER (ORDER BY month) AS change
FROM monthly
ORDER BY 1
