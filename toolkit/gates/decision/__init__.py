"""Which of two gates is stricter, proven: `compare.compare_gates` and its two halves.

**Representatives.** An assertion is a query, filters and a predicate: a function from what the
query finds to *passes* or *fails*. For the assertions at hand the values that a query may find are
divided into finitely many classes on each of which every one of them is constant; one member of
each class is taken, and the evaluator's own rules say what becomes of it. Which combinations of
verdicts exist is then known exactly, and each combination has a value to show for it.

The division follows the value: `numbers` cut the number line where a comparison changes its mind,
`texts` divide strings by regular languages, `collections` divide lists and objects by what is
looked at inside, `domains` puts them together and takes the steps that all assertions share.
`sources` says what each query can find at all and makes a response of a value. A combination is
kept even where no response was found for it: proofs need every combination that *may* exist,
witnesses only those that were *seen*, and what lies between is undecided.

`compare` draws the conclusion and lets `evaluation.evaluate` confirm every witness.
"""
