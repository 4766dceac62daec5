"""Reading shops' exports: lines in, orders or returns out, everything else into the file of rejected lines."""
