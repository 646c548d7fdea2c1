"""Old and new gates on responses that a consumer recorded: whose verdict changes, and by which.

Recordings become `Record` values, whatever program made them; what a recording does not contain
is unknown, never guessed.
"""
