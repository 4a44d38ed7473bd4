"""Letters to people by e-mail: an outbox in the database, one door to an SMTP server, and everybody's own switch."""
