"""What changed between two packs, and what that asks of the version.

`changes.compare` states facts, `catalogue` holds the judgments as data (one file
for each rule in ``rules/``), `judge` applies these to those and `report` draws
the sum. Everything in here is pure; the catalogue is read from the package.
"""
