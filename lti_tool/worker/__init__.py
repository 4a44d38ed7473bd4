"""The worker process: huey runs the jobs; the database alone knows what is left to do."""
