-- +goose Up
-- The history of a customer with very many items (P-9). A block stands for
-- some hundred items that follow each other by id, above "after" and up to
-- "last": it keeps how many of them are in each state, so that nobody counts
-- them, and a signature that tells which searches can't find anything in it.
-- A job makes blocks of what is no longer the newest; nothing waits for it.

DROP INDEX shipments_list;
-- Lists, counts and sums of one customer's items read this alone.
CREATE INDEX shipments_list ON shipments (customer, id, state, service, place, total, expires_on);

CREATE TABLE shipment_blocks (
    customer TEXT NOT NULL REFERENCES customers (id),
    last TEXT NOT NULL,
    after TEXT NOT NULL,
    draft BIGINT NOT NULL CHECK (draft >= 0),
    issued BIGINT NOT NULL CHECK (issued >= 0),
    posted BIGINT NOT NULL CHECK (posted >= 0),
    cancelled BIGINT NOT NULL CHECK (cancelled >= 0),
    expired BIGINT NOT NULL CHECK (expired >= 0),
    purged BIGINT NOT NULL CHECK (purged >= 0),
    PRIMARY KEY (customer, last),
    CHECK (after < last)
);

-- A table of its own: counting must not rewrite it. A block whose signature is
-- missing is searched item by item until the job has made it again.
CREATE TABLE shipment_signatures (
    customer TEXT NOT NULL,
    last TEXT NOT NULL,
    bits BYTEA NOT NULL,
    PRIMARY KEY (customer, last),
    FOREIGN KEY (customer, last) REFERENCES shipment_blocks (customer, last)
);
