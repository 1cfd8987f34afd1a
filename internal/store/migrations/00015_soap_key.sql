-- +goose Up
-- Keys of the old web services. Their clients prove with a digest that they know
-- the key, so that we must know it too: it is sealed and not hashed.
CREATE TABLE soap_keys (
    customer TEXT NOT NULL REFERENCES customers (id),
    id TEXT NOT NULL,
    username TEXT NOT NULL UNIQUE,
    private BYTEA NOT NULL,
    mode TEXT NOT NULL CHECK (mode IN ('live', 'test')),
    created_at BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    last_used_on BIGINT NOT NULL DEFAULT 0,
    revoked_at BIGINT,
    PRIMARY KEY (customer, id)
);
-- A customer has one at a time.
CREATE UNIQUE INDEX soap_keys_live ON soap_keys (customer) WHERE revoked_at IS NULL;
