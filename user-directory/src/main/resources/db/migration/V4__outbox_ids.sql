-- H2 writes the whole of an identity's state to its file each time that its cache of ids is used up: by default each 32
-- rows, in a transaction of its own. One cache serves all connections, so ids still rise in the order of inserts. Where
-- each connection has a cache of its own, as in PostgreSQL, this must not be done.
ALTER TABLE outbox ALTER COLUMN id SET CACHE 10000;
