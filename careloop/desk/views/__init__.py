"""Pages of the desk: each parses, makes one call and answers."""
