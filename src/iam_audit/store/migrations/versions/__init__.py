"""One file per step. A step that was released is never changed: the next change is a step of its own."""
