"""Engines: one narrow interface that sums integers over facts; never divides."""
