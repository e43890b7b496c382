-- Whom a move is about that is being written down, and how far that has come; null when all its users are in move_users.
ALTER TABLE moves ADD COLUMN chosen TEXT;
ALTER TABLE moves ADD COLUMN chosen_after VARCHAR(2047) NOT NULL DEFAULT '';
