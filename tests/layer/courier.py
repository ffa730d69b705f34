"""What the little companies of these tests share: who they are, and one metric."""

from __future__ import annotations

COMPANY = """
version: 1
company:
  name: Courier
  synthetic: true
  help_contact: "#help"
  calendar:
    time_zone: Europe/Berlin
    week_start: monday
    fiscal_start_month: 1
    history_starts: 2025-01-01
"""
DIRECTORY = """
version: 1
groups:
  staff: {usergroup: S1, grants: [general]}
people: []
channels: []
"""
GOVERNED = """
    owner: staff
    steward: "@ann"
    status: certified
    version: 1
    changes: [{version: 1, on: 2026-01-01, by: "@ann", why: First.}]
    direction: up_is_good
    unit: things
    access: general
"""
COUNTED_RIDES = f"""
  rides:
    label: Rides
    description: Rides.
    type: simple
    dataset: ride
    agg: count
    format: integer{GOVERNED}"""
