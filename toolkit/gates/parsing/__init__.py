"""The grammar of Hurl assertions, one module for each part; `toolkit.gates.hurl` is its door."""
