"""What lower floors tell higher ones, who subscribe."""

from blinker import Namespace

_signals = Namespace()

# Sent with `actor`; a receiver returns how many things wait on the actor's organisation.
count_tasks = _signals.signal("count-tasks")

# Sent with `session`, `actor`, `case`: a detailed plan to dig was sent to the provincial command.
plan_submitted = _signals.signal("plan-submitted")

# Sent with `session`, `actor`, `case_id`, `what`: something happened in a case.
case_event = _signals.signal("case-event")

# Sent with `session`, `actor`, `report_id`: a position report came, was read anew, linked or judged.
report_changed = _signals.signal("report-changed")

# Sent with `session`, `case_ids`: many reports came or moved at once, some of them in these cases.
reports_changed = _signals.signal("reports-changed")

# Sent with `session`, `informant_ids`: what ties these people to others changed, and so which sources are independent.
informants_changed = _signals.signal("informants-changed")

# Sent with `session`, `case_ids`; a receiver returns {case id: chance that it is where it is looked for}, as stored.
case_chances = _signals.signal("case-chances")
