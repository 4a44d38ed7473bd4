"""What a course owns: resources, skills, progress; keeps the search index in step with the database."""
