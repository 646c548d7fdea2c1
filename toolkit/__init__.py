"""Release engineering for Entroping policy packs: scaffold, prove, compare, archive, verify."""

__version__ = "0.1.0"
