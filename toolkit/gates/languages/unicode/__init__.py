"""Tables of Unicode 16, the version that the regexes of Hurl 7.1 know."""
