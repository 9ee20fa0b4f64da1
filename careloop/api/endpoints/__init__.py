"""The endpoints, one module a noun. Each parses, makes one call of a room and answers."""
