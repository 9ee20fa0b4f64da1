"""Segments of customers: found by criteria, counted, shown by structure, kept and exported.

``finding``    criteria as a query over vehicles on file, their owners and their visits
``structure``  how a segment is made up: counts, shares, cumulative shares
``kept``       segments saved under a name, a person's own or shared
``calling``    a special topic put to the customers of a segment
``exporting``  a segment as a file
"""
