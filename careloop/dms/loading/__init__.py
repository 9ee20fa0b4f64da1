"""From checked rows to stored rows: one loader a feed, one engine for all."""
