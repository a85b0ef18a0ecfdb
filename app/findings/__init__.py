"""What the doctor finds: the model, the text report, and the lines in which another program gets it."""
