"""Pictures of findings: what was accepted and what is, as values that a page can draw.

A picture knows nothing of pages. `model` says what there is to draw, `lines` and `bins` take the
accepted sets from the decision and the evaluator, never from text, and `of_finding` puts together
what belongs to one finding. All of it loads the decision, so only those who draw import it.
"""
