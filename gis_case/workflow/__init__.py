"""Who may move a case where."""
