-- The directory. Runs on H2 and on PostgreSQL.
--
-- Who changes a row locks it first (SELECT ... FOR UPDATE), and rows of several tables in this order:
-- pools, policies, domains, users (by jid), move_users, moves. Where a foreign key would lock the row that it names
-- out of that order there is none, and the code that deletes a pool or a policy looks for its users itself.

CREATE TABLE pools (
    name           VARCHAR(63)   NOT NULL PRIMARY KEY,
    description    VARCHAR(1000),
    legacy         BOOLEAN       NOT NULL,
    link_kind      VARCHAR(20)   NOT NULL,
    link_host      VARCHAR(1000) NOT NULL,
    injection_port INTEGER       NOT NULL,
    capture_port   INTEGER       NOT NULL,
    injection_name VARCHAR(1023),
    secret         VARCHAR(1000) NOT NULL,
    forced         BOOLEAN       NOT NULL,
    version        BIGINT        NOT NULL
);

CREATE TABLE pool_domains (
    pool   VARCHAR(63)   NOT NULL REFERENCES pools (name) ON DELETE CASCADE,
    domain VARCHAR(1023) NOT NULL,
    place  INTEGER       NOT NULL,
    PRIMARY KEY (pool, domain)
);
CREATE INDEX pool_domains_domain ON pool_domains (domain);

-- the home pools of local domains and subdomains
CREATE TABLE domains (
    domain  VARCHAR(1023) NOT NULL PRIMARY KEY,
    pool    VARCHAR(63)   NOT NULL REFERENCES pools (name),
    version BIGINT        NOT NULL
);

CREATE TABLE policies (
    id                       VARCHAR(80) NOT NULL PRIMARY KEY,
    description              VARCHAR(1000),
    enable_federation_access BOOLEAN     NOT NULL,
    enable_xmpp_access       BOOLEAN     NOT NULL,
    version                  BIGINT      NOT NULL
);

-- moving_to and moving_since are null unless the user is moving; move_id is the move that has her reserved, from its
-- start until it is done with her, so that no other takes her
CREATE TABLE users (
    jid          VARCHAR(2047) NOT NULL PRIMARY KEY,
    domain       VARCHAR(1023) NOT NULL,
    pool         VARCHAR(63)   NOT NULL,
    epoch        BIGINT        NOT NULL,
    moving_to    VARCHAR(63),
    moving_since TIMESTAMP WITH TIME ZONE,
    move_id      VARCHAR(36),
    policy       VARCHAR(80),
    version      BIGINT        NOT NULL
);
CREATE INDEX users_pool ON users (pool, jid);
CREATE INDEX users_domain ON users (domain);
CREATE INDEX users_policy ON users (policy);

-- paused, cancelling and users_per_second are what operators want of it; moved, failed and cancelled count the users whom
-- it is done with; hold_p50 and hold_p99 are written at its completion
CREATE TABLE moves (
    id               VARCHAR(36) NOT NULL PRIMARY KEY,
    target           VARCHAR(63) NOT NULL,
    total            INTEGER     NOT NULL,
    moved            INTEGER     NOT NULL DEFAULT 0,
    failed           INTEGER     NOT NULL DEFAULT 0,
    cancelled        INTEGER     NOT NULL DEFAULT 0,
    skipped          INTEGER     NOT NULL,
    paused           BOOLEAN     NOT NULL DEFAULT FALSE,
    cancelling       BOOLEAN     NOT NULL DEFAULT FALSE,
    users_per_second INTEGER,
    forced           BOOLEAN     NOT NULL,
    reverses         VARCHAR(36),
    started_at       TIMESTAMP WITH TIME ZONE NOT NULL,
    completed_at     TIMESTAMP WITH TIME ZONE,
    hold_p50         BIGINT,
    hold_p99         BIGINT
);

-- A user who is reserved and homed is PENDING, one who is moving is MOVING or TRANSFERRING; the other states are final.
CREATE TABLE move_users (
    move_id     VARCHAR(36)   NOT NULL,
    jid         VARCHAR(2047) NOT NULL,
    from_pool   VARCHAR(63)   NOT NULL,
    to_pool     VARCHAR(63)   NOT NULL,
    state       VARCHAR(12)   NOT NULL,
    reason      VARCHAR(1000),
    hold_millis BIGINT,
    PRIMARY KEY (move_id, jid)
);
CREATE INDEX move_users_state ON move_users (move_id, state, jid);

-- events on their way to Kafka
CREATE TABLE outbox (
    id         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    topic      VARCHAR(100)  NOT NULL,
    event_key  VARCHAR(3100) NOT NULL,
    event_type VARCHAR(200)  NOT NULL,
    event_id   VARCHAR(36)   NOT NULL,
    event_time TIMESTAMP WITH TIME ZONE NOT NULL,
    payload    BYTEA
);
