"""What a text shows before anything of it is read: suspects, how they parse, pages, languages, letters.

In: code points. Out: places, masks of pages, which part of the model reads the text. Touches nothing.
"""
