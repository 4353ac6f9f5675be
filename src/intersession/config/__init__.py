"""Config: settings, root urls, processes, and the `intersession` command. Nothing imports this room."""
