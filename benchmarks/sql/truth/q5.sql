-- Two questions, never joined to each other: only their answers stand side by side.
SELECT
  models.model,
  (
    SELECT count(*) FROM claims
    WHERE claims.unit_id IN (SELECT unit_id FROM units WHERE units.model = models.model)
  ) AS claims,
  (
    SELECT sum(price) FROM warranties
    WHERE warranties.unit_id IN (SELECT unit_id FROM units WHERE units.model = models.model)
  ) AS warranty_revenue
FROM (SELECT DISTINCT model FROM units) AS models
UNION ALL
SELECT
  NULL,
  count(*),
  (SELECT coalesce(sum(price), 0) FROM warranties WHERE unit_id NOT IN (SELECT unit_id FROM units))
FROM claims
WHERE unit_id IS NULL OR NOT EXISTS (SELECT 1 FROM units WHERE units.unit_id = claims.unit_id)
