"""Exchanges on pages."""
