"""How content people were: what buyers say of a case once it is over."""
