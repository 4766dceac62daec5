"""How people look at lists: columns as each arranged them, views kept under a name, and what was taken out of them."""
