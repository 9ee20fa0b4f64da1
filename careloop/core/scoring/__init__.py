"""Scores and staff plans of the trade, as tables and the few sums made of them."""
