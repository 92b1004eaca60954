"""All words a person reads: a catalogue a language, and how its numbers are written."""
