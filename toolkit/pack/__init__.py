"""The pack model: a tree of files becomes a pack with a position for every value."""
