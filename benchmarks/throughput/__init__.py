"""How many documents a second whole runs do, by stage, by worker and by size, and their memory."""
