"""What the demonstration needs: a pretend campus to launch from, and sample content to put in it."""
