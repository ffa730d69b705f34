-- Every month and the one before it counted by itself; before the first there is nothing.
WITH counted AS (
  SELECT
    CAST(months.start AS DATE) AS month,
    (SELECT count(*) FROM claims WHERE date_diff('month', DATE '2023-01-01', claims.claimed_on) = months.number)
      AS claims
  FROM (
    SELECT CAST(range AS INTEGER) AS number, DATE '2023-01-01' + to_months(CAST(range AS INTEGER)) AS start
    FROM range(36)
  ) AS months
)
SELECT
  now.month,
  now.claims,
  now.claims - before.claims AS change
FROM counted now
LEFT JOIN counted before ON before.month = now.month - INTERVAL 1 MONTH
