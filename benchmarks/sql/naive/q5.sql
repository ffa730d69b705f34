WITH claimed AS (
  SELECT u.model, count(*) AS claims
  FROM claims c
  LEFT JOIN units u ON u.unit_id = c.unit_id
  GROUP BY 1
),
sold AS (
  SELECT u.model, sum(w.price) AS warranty_revenue
  FROM warranties w
  LEFT JOIN units u ON u.unit_id = w.unit_id
  GROUP BY 1
)
SELECT coalesce(c.model, s.model) AS model, c.claims, s.warranty_revenue
FROM claimed c
FULL JOIN sold s ON s.model = c.model
ORDER BY 1
