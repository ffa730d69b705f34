WITH claimed AS (
  SELECT u.model, count(*) AS claims
  FROM claims c
  LEFT JOIN units u ON u.unit_id = c.unit_id
  GROUP BY 1
),
in_force AS (
  SELECT model, count(*) AS units_in_force
  FROM units
  WHERE retired_on IS NULL
  GROUP BY 1
)
SELECT coalesce(c.model, f.model) AS model, c.claims, f.units_in_force, c.claims / f.units_in_force AS claim_rate
FROM claimed c
FULL JOIN in_force f ON f.model = c.model
ORDER BY 1
