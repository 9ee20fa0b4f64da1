"""Contacts that people make due, not rules: a topic put to a list of customers (专题回访)."""

from __future__ import annotations

from careloop.customers.choices import Purpose
from careloop.outreach.kinds.kind import Kind

SPECIAL_TOPIC = Kind(code="special_topic", purpose=Purpose.MARKETING, priority=15)
