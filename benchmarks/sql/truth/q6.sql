-- A claim counts once under each term that its unit is covered for, whatever the number of contracts.
SELECT
  terms.term_months AS warranty_term,
  (
    SELECT count(*) FROM claims
    WHERE claims.unit_id IN (SELECT unit_id FROM warranties WHERE warranties.term_months = terms.term_months)
  ) AS claims
FROM (SELECT DISTINCT term_months FROM warranties) AS terms
UNION ALL
SELECT NULL, count(*)
FROM claims
WHERE unit_id IS NULL OR unit_id NOT IN (SELECT unit_id FROM warranties WHERE unit_id IS NOT NULL)
