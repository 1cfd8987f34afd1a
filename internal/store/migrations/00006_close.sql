-- +goose Up
-- The daily close of the books: who closed which day, and what was found.

CREATE TABLE day_closes (
    day BIGINT NOT NULL,
    n BIGINT NOT NULL, -- a day may be closed again once its differences are explained
    at BIGINT NOT NULL,
    officer TEXT NOT NULL,
    ours BIGINT NOT NULL,   -- captured less refunded by all gateways, in cents
    theirs BIGINT NOT NULL, -- the same by their statements
    differences BIGINT NOT NULL,
    PRIMARY KEY (day, n)
);

CREATE INDEX ledger_entries_at ON ledger_entries (at);
