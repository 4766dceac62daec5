"""Rows in few trips: written together in one statement, asked for with statements that are compiled once."""
