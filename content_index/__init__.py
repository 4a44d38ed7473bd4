"""Find, recommend and order learning content; a library without tables, web or accounts."""
