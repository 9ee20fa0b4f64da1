"""Telephone systems: a port, Asterisk behind it, and a fake to try it with."""
