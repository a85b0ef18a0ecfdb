"""The live picture and the tools of the mouse in it."""
