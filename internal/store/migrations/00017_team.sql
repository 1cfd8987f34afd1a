-- +goose Up
-- Who was asked to act for a customer and has not yet answered (M-A4).
CREATE TABLE invitations (
    customer TEXT NOT NULL REFERENCES customers (id),
    id TEXT NOT NULL,
    email_index BYTEA NOT NULL,
    private BYTEA NOT NULL,
    token_hash BYTEA NOT NULL UNIQUE,
    role TEXT NOT NULL,
    lang TEXT NOT NULL,
    made_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (customer, id),
    UNIQUE (customer, email_index)
);
CREATE INDEX invitations_expires ON invitations (expires_at);
