"""Pages of the customer file: duplicates and merging, completeness."""
