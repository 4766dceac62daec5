"""Stored files with checksum, size and thumbnail."""
