"""Every feed of the product as data: one file per subject, one registry."""
