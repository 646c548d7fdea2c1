"""A pack as a Python package that holds data only: wheel and source distribution, both ways."""
