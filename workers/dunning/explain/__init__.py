"""Why the robot does what it does: the trace of a decision now or then, and the whole story of a notice.

`account` and `notice` put documents together, `words` says them, `past` finds policy and facts of a moment. Nothing
here decides: the evaluator and the gate are asked for their trace.
"""
