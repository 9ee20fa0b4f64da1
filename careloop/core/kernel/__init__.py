"""Words every room shares: text in two languages, errors, periods, rounding."""
