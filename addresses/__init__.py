"""Every answer at an address of its own: what other programs read, made of the same functions as a command's output."""
