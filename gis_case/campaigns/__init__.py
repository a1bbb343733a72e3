"""The planning board: priorities, campaigns, who goes where on which days, the orders of a day."""
