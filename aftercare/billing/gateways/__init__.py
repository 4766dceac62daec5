"""Who moves the money: a folder per kind, each behind the same small contract. They know neither tables nor clock."""
