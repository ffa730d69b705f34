-- February to May 2025 for the Guide: March has no claim at all, which is zero and not nothing.
WITH counted AS (
  SELECT
    CAST(DATE '2025-01-01' + to_months(CAST(range AS INTEGER)) AS DATE) AS month,
    (
      SELECT count(*) FROM claims
      WHERE date_diff('month', DATE '2025-01-01', claims.claimed_on) = range
        AND claims.unit_id IN (SELECT unit_id FROM units WHERE units.model = 'Guide')
    ) AS claims
  FROM range(5)
)
SELECT
  now.month,
  now.claims,
  now.claims - before.claims AS change
FROM counted now
JOIN counted before ON before.month = now.month - INTERVAL 1 MONTH
