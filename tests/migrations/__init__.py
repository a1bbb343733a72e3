"""Each migration with data in the tables, up and down."""
