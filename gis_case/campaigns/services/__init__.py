"""What planners do on the planning board, and what the worker works out for it."""
