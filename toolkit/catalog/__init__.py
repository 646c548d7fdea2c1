"""The catalog: which packs there are, in which versions, and what each is; pure, bytes and values.

A catalog helps to find packs and to fetch them. Nothing at run time reads it: what a runtime sees
are the local files that `policy-pack catalog export` wrote after verification (seed document,
"Distribution Modes" and "Open-Core And Premium Boundary").
"""
