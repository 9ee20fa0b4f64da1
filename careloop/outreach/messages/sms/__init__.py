"""Sending SMS through a provider: one port, an adapter a provider."""
