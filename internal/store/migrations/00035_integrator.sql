-- +goose Up
-- Integrators, whose programs act for other customers, and for whom each may.

CREATE TABLE integrators (
    customer TEXT PRIMARY KEY REFERENCES customers (id),
    at BIGINT NOT NULL
);

CREATE TABLE bindings (
    id TEXT PRIMARY KEY,
    integrator TEXT NOT NULL,
    member TEXT NOT NULL DEFAULT '', -- whoever confirmed it; '' until then
    private BYTEA NOT NULL,
    token_hash BYTEA UNIQUE, -- NULL once it was used
    scopes TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    confirmed_at BIGINT,
    ended_at BIGINT
);
-- One binding joins two customers at a time.
CREATE UNIQUE INDEX bindings_active ON bindings (integrator, member) WHERE member <> '' AND ended_at IS NULL;
CREATE INDEX bindings_member ON bindings (member) WHERE member <> '';
