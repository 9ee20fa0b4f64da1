"""The analytic tables: their schema, how derived ones are made, and the Parquet store."""
