-- Redemptions and campaigns, straight on the raw tables.
with redeemed as (
  select r.*, m.region, m.country
  from redemption r
  left join member m on m.member_id = r.member_id
),
cases as (
  select k.*, c.campaign_name as campaign, c.opens_on, u.model, m.region
  from campaign_case k
  left join campaign c on c.campaign_id = k.campaign_id
  left join unit u on u.serial = k.serial
  left join member m on m.member_id = u.member_id
)

-- == redemptions
-- value: count(*)
-- splits: region
select * from redeemed where redeemed_on >= $start and redeemed_on < $end

-- == recall_completion_rate
-- value: count(*) filter (completed_on <= $last) / nullif(count(*), 0)
-- splits: campaign, model, region
-- All cases of the campaigns open by the last day of the period, notified yet or not.
select * from cases where opens_on <= $last
