-- +goose Up
-- The address book and the item templates (M-A3). What is searched stands in
-- clear, as it does of items; the whole address is sealed. A twin is the keyed
-- hash of what two spellings of one address have in common.

CREATE TABLE addresses (
    customer TEXT NOT NULL REFERENCES customers (id),
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('recipient', 'sender')),
    preferred BOOLEAN NOT NULL DEFAULT FALSE,
    place TEXT NOT NULL,
    search TEXT NOT NULL,
    twin BYTEA NOT NULL,
    rank TEXT NOT NULL, -- the order of the list: when last used or made, and the id
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    used_at BIGINT,
    private BYTEA NOT NULL,
    PRIMARY KEY (customer, id)
);
CREATE UNIQUE INDEX addresses_list ON addresses (customer, kind, rank);
CREATE INDEX addresses_twin ON addresses (customer, kind, twin);
CREATE UNIQUE INDEX addresses_preferred ON addresses (customer, kind) WHERE preferred;

-- A file of addresses between its preview and its taking over; gone a day later.
CREATE TABLE address_files (
    customer TEXT NOT NULL REFERENCES customers (id),
    id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    private BYTEA NOT NULL,
    PRIMARY KEY (customer, id)
);
CREATE INDEX address_files_created ON address_files (created_at);

CREATE TABLE templates (
    customer TEXT NOT NULL REFERENCES customers (id),
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    name TEXT NOT NULL, -- the description, folded: what somebody types to use it
    search TEXT NOT NULL,
    rank TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    used_at BIGINT,
    doc TEXT NOT NULL,
    PRIMARY KEY (customer, id)
);
CREATE UNIQUE INDEX templates_list ON templates (customer, rank);
CREATE UNIQUE INDEX templates_name ON templates (customer, name);

-- Who made a key: it stops when he is blocked (I-1). Older keys count as their
-- customer's first owner's. And until when a user who asked for too much gets
-- nothing.
ALTER TABLE api_keys ADD COLUMN made_by TEXT NOT NULL DEFAULT '';
UPDATE api_keys SET made_by = COALESCE((SELECT m.user_id FROM memberships m
    WHERE m.customer = api_keys.customer AND m.role = 'owner' ORDER BY m.created_at, m.user_id LIMIT 1), '');
ALTER TABLE users ADD COLUMN halted_until BIGINT;
