"""Writing many rows at once: stage them, find what is there, insert and update as sets.

Used by the imports of every room (``dms`` stands above and runs them). Rows travel as
``pyarrow.Table`` whose columns carry the names of database columns; no row becomes an object.

``staging``  a table as a temporary table of the database (COPY on PostgreSQL)
``finding``  ids and other columns of stored rows, aligned with the keys asked for
``writing``  insert the new, update the old, keep what was there before
``scope``    in which store, by which run, on which day
``columns``  small words about arrow tables
"""
