"""The commands of the shell, a module for each thing a person does with them; `alcance.py` is their door."""
