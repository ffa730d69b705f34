SELECT date_trunc('month', claimed_on) AS month, count(*) AS claims
FROM claims
GROUP BY 1
ORDER BY 1
