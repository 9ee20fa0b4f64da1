"""Writes of the desk: a call saved as one act, what was typed kept, views and scripts."""
