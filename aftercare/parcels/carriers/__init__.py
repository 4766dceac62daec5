"""How scans reach us: a folder per kind of carrier. They read what arrives, and know neither tables nor clock."""
