"""The language of gates: Hurl assertion lines, and the conditions under which they apply.

Everything in here is pure and knows nothing of packs, files or networks. `hurl.parse_assertion` and
`condition.parse_condition` read the two notations into the frozen nodes of `nodes` and `condition`;
`printer.print_assertion` writes an assertion in its canonical form.
"""
