"""Control of the running program over a private local socket; imports no Qt."""
