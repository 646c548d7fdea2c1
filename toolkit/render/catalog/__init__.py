"""The catalog as a site: pages that are read from a disk, load nothing and ask nobody."""
