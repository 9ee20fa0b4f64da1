"""Reads of the desk: what a page shows, gathered from the rooms below."""
