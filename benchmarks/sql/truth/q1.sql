-- Every month of the history is counted by itself.
SELECT
  CAST(months.start AS DATE) AS month,
  (
    SELECT count(*) FROM claims
    WHERE claims.claimed_on BETWEEN CAST(months.start AS DATE) AND last_day(CAST(months.start AS DATE))
  ) AS claims
FROM generate_series(DATE '2023-01-01', DATE '2025-12-01', INTERVAL 1 MONTH) AS months(start)
