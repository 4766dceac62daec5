"""Writes about duties and tasks: one function, one thing that a person would say."""
