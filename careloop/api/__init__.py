"""The API: what other systems read and write, with the same rights as the pages."""
