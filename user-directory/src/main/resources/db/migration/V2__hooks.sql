-- Pools whose server has a hook: no capture streams, an address for the clients of users who have moved there; and how
-- much account data the hooks have brought over for a user.
ALTER TABLE pools ALTER COLUMN capture_port DROP NOT NULL;
ALTER TABLE pools ADD COLUMN client_address VARCHAR(1000);
ALTER TABLE move_users ADD COLUMN roster_items INTEGER;
ALTER TABLE move_users ADD COLUMN blocked_items INTEGER;
ALTER TABLE move_users ADD COLUMN offline_items INTEGER;
