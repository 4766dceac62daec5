"""The gallery: every part of the kit once, so that a change is seen here before it is seen on a desk."""
