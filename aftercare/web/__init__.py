"""Desks: what people see."""
