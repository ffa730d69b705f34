-- The sample company's warehouse (synthetic). Dates people speak of (suffix _on) are in company time,
-- America/New_York; instants (suffix _at) are UTC. Amounts are US dollars.

create table region (region varchar primary key, country varchar not null);                      -- country: US, CA, GB
create table plant (plant varchar primary key, city varchar not null);                           -- P1, P2, P3
create table product (model varchar primary key, category varchar not null, list_price decimal(12, 2) not null, launched_on date not null);
create table supplier (supplier varchar primary key, country varchar not null);
create table part (part varchar primary key, unit_cost decimal(12, 2) not null, lead_time_days integer not null, quantity_per_repair integer not null);
create table bill_of_material (model varchar not null, part varchar not null, supplier varchar not null, valid_from date not null, valid_to date);

create table member (
  member_id bigint primary key, name varchar not null, email varchar not null, -- name and email are personal: never in the catalogue
  country varchar not null, region varchar not null, joined_at timestamp not null, joined_on date not null,
  marketing_ok boolean not null, balance_due decimal(12, 2) not null);

create table build_lot (lot_id varchar primary key, model varchar not null, plant varchar not null, built_week date not null, firmware varchar not null);
create table build_lot_part (lot_id varchar not null, part varchar not null, supplier varchar not null);

create table unit (
  serial varchar primary key, lot_id varchar not null, model varchar not null, plant varchar not null,
  built_at timestamp not null, built_on date not null, order_id bigint, member_id bigint,
  delivered_on date, base_warranty_ends_on date,                -- null until the delivery is completed
  left_service_on date, left_service_reason varchar,            -- returned, refunded, traded_in
  status varchar not null);                                     -- built, in_service, returned, refunded, traded_in

create table "order" (
  order_id bigint primary key, member_id bigint not null, model varchar not null, serial varchar,
  ordered_at timestamp not null, ordered_on date not null, price decimal(12, 2) not null, promo_id varchar,
  channel varchar not null,                                     -- online, showroom, phone, retail_partner
  status varchar not null, cancelled_on date);                  -- placed, delivered, cancelled

create table delivery (
  delivery_id bigint primary key, order_id bigint not null, serial varchar not null, attempt integer not null,
  scheduled_on date not null, delivered_at timestamp, delivered_on date, carrier varchar not null,
  outcome varchar not null);                                    -- completed, failed, scheduled; only the last attempt completes

create table subscription_spell (
  spell_id bigint primary key, member_id bigint not null, started_on date not null, ended_on date, -- open while null
  pause boolean not null, end_reason varchar);                  -- cancelled, paused (an active spell that a pause follows), resumed (a pause that ended)

create table ew_plan (plan_id varchar primary key, plan_name varchar not null, category varchar not null, term_months integer not null, price decimal(12, 2) not null);
create table ew_contract (
  contract_id bigint primary key, serial varchar not null, member_id bigint not null, plan_id varchar not null, term_months integer not null,
  bought_at timestamp not null, bought_on date not null, starts_on date not null, ends_on date not null, -- half-open; starts when the base warranty ends
  price decimal(12, 2) not null, cancelled_at timestamp, cancelled_on date, refund decimal(12, 2) not null);

create table event (
  event_id bigint primary key, serial varchar not null, occurred_at timestamp not null, occurred_on date not null, recorded_at timestamp not null,
  kind varchar not null, code varchar not null, severity integer not null, -- kind: error, firmware, lifecycle
  part varchar, failure_id bigint);                             -- a failure is a lifecycle event with code 'failure'; the device may repeat it
create table usage_month (serial varchar not null, month date not null, minutes integer not null, sessions integer not null);

create table ticket (
  ticket_id bigint primary key, serial varchar not null, failure_id bigint, part varchar, opened_at timestamp not null, opened_on date not null,
  symptom varchar not null, disposition varchar,                -- fixed, NFF, swap, refund; null while open
  closed_at timestamp, closed_on date);
create table visit (
  visit_id bigint primary key, ticket_id bigint not null, serial varchar not null, visit_number integer not null,
  visited_at timestamp not null, visited_on date not null, fixed boolean not null);

create table claim (
  claim_id bigint not null, load_id bigint not null,            -- a file loaded twice repeats claim_id under another load_id
  serial varchar, ticket_id bigint, failure_id bigint, failure_at timestamp not null, failure_on date not null,
  reported_at timestamp not null, reported_on date not null, recorded_at timestamp not null, recorded_on date not null,
  decided_at timestamp, decided_on date, approved_at timestamp, approved_on date, paid_at timestamp, paid_on date, withdrawn_on date,
  coverage varchar not null,                                    -- base, extended, goodwill
  part varchar not null, supplier varchar,
  status varchar not null,                                      -- reported, approved, paid, denied, withdrawn
  part_amount decimal(12, 2) not null, labour_amount decimal(12, 2) not null, freight_amount decimal(12, 2) not null,
  paid_amount decimal(12, 2));                                  -- null until paid

create table promotion (promo_id varchar primary key, promo_name varchar not null, rule varchar not null, starts_on date not null, ends_on date not null, discount decimal(12, 2) not null);
create table redemption (redemption_id bigint primary key, promo_id varchar not null, member_id bigint not null, redeemed_at timestamp not null, redeemed_on date not null, amount decimal(12, 2) not null);
create table campaign (campaign_id varchar primary key, campaign_name varchar not null, kind varchar not null, part varchar not null, opens_on date not null);
create table campaign_case (
  case_id bigint primary key, campaign_id varchar not null, serial varchar not null, notified_on date not null,
  requested_on date, shipped_on date, completed_on date);

create table inventory_week (part varchar not null, distribution_center varchar not null, week date not null, on_hand integer not null, on_order integer not null, lead_time_days integer not null); -- as of the Monday `week`
create table load_log (table_name varchar not null, loaded_on date not null, loaded_at timestamp, rows bigint not null, min_at timestamp, max_at timestamp, status varchar not null); -- ok, late, missing
