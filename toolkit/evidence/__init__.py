"""What is known about packs, in one folder to attach: made whole, and checked by whoever gets it.

The parts are what the other commands say (`smoke`, `self-test`, `bump`,
`verify`); this room knows how they become one folder, and what must hold in it.
"""
