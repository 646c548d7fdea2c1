"""What changed between two packs, which rule judges it, and which version that asks for."""
