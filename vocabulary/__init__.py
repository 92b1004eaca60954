"""What things are: every column and every closed list, once. It imports nothing of ours."""
