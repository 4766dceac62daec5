"""The parcels desk's pages."""
