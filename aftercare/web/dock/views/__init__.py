"""The dock's pages."""
