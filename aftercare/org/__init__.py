"""The company: branches, members, merchants, shops, rights, roles, keys."""
