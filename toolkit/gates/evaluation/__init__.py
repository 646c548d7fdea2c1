"""What a gate means: one Hurl 7.1 assertion on one concrete response.

`evaluate.evaluate` is the whole of it. It says which of Hurl's five outcomes an assertion has on a
`response.Response`, exactly as the real Hurl; what it cannot know it refuses by name
(`errors.UnsupportedError`) and never guesses. `response.condition_matches` says to which exchanges
a gate applies.
"""
