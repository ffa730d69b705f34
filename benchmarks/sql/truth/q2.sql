-- Each model by itself, then what belongs to no model: claims whose unit is missing or unknown.
WITH counted AS (
  SELECT
    models.model,
    (
      SELECT count(*) FROM claims
      WHERE claims.unit_id IN (SELECT unit_id FROM units WHERE units.model = models.model)
    ) AS claims,
    (SELECT count(*) FROM units WHERE units.model = models.model AND units.retired_on IS NULL) AS units_in_force
  FROM (SELECT DISTINCT model FROM units) AS models
  UNION ALL
  SELECT NULL, count(*), 0
  FROM claims
  WHERE unit_id IS NULL OR NOT EXISTS (SELECT 1 FROM units WHERE units.unit_id = claims.unit_id)
)
SELECT model, claims, units_in_force, CAST(claims AS DOUBLE) / nullif(units_in_force, 0) AS claim_rate
FROM counted
