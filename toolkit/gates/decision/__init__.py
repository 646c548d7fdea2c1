"""Which of two gates is stricter, proven: `compare.compare_gates` and its two halves.

**Representatives.** An assertion is a query, filters and a predicate: a function from what the
query finds to *passes* or *fails*. For the assertions at hand the values that a query may find are
divided into finitely many classes on each of which every one of them is constant; one member of
each class is taken, and the evaluator's own rules say what becomes of it. Which combinations of
verdicts exist is then known exactly, and each combination has a value to show for it.

An assertion is read as a source and a chain of steps (`sources`, `chains`). The division follows
the value: `numbers` cuts the number line where a comparison changes its mind, `texts` divides
strings by regular languages (`regular`), `collections` lists and objects by what is looked at
inside. `divider` puts them together and takes the steps that all chains share: `images` says what
a step may make of values, `preimages` what it may have been made of. A combination of verdicts is
kept even where no response was found for it: proofs need every combination that *may* exist,
witnesses only those that were *seen*, and what lies between is undecided.

`spaces` makes responses of values and lets `evaluation.evaluate` confirm each; `verdicts` draws the
conclusion. Conditions are compared in `scopes`, whole packs in `packs`. All of it is pure, imported
only by those who ask, and limited by counts (states, classes, lengths), never by time.
"""
