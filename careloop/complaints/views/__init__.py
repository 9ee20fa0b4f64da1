"""The pages of complaints: the board, one complaint and its deeds, opening one, the rules."""
