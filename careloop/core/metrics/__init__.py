"""Metrics: what they are, how they are planned, computed and explained."""
