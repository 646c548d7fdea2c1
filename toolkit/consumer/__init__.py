"""A project that uses packs: its policy, what is vendored in it, what it excepts."""
