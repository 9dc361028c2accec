"""What speaks for leaving text as it is: language, code, formulas, chance, letters by themselves.

In: code points, proposals. Out: those that stay, or the places that nothing is read at. Touches nothing.
"""
