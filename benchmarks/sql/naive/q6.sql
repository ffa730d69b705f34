SELECT w.term_months AS warranty_term, count(DISTINCT c.claim_id) AS claims
FROM claims c
LEFT JOIN warranties w ON w.unit_id = c.unit_id
GROUP BY 1
ORDER BY 1
