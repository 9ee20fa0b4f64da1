"""Benchmark of a large customer file: duplicates over the whole base, search keys, search.

    python benchmarks/duplicates_of_customers.py [--customers 200000] [--postgres URL]

Makes a store of 200,000 customers with one number and one car each (``duplicates_job.py``); two in
a hundred stand there twice, with a slip in the name and the same number. Finding them is measured
with how many of those planted are found; then the making of all search keys, and one search of
each kind. Peer for the duplicates: comparing everybody with everybody, timed on a part and
reckoned up.
"""

from __future__ import annotations

import argparse
import json

from databases import databases

JOB = "benchmarks/duplicates_job.py"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=200_000)
    parser.add_argument("--postgres", default="")
    given = parser.parse_args()
    figures = [
        figure
        for database in databases(given.postgres)
        for figure in json.loads(database.run(JOB, str(given.customers)))
    ]
    print(json.dumps(figures, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
