"""What lower floors tell higher ones, who subscribe."""

from blinker import Namespace

_signals = Namespace()

# Sent with `actor`; a receiver returns how many things wait on the actor's organisation.
count_tasks = _signals.signal("count-tasks")

# Sent with `session`, `actor`, `case`: a detailed plan to dig was sent to the provincial command.
plan_submitted = _signals.signal("plan-submitted")
