-- +goose Up
-- What programs are told (M-I1). Each event has one row with no endpoint, in the
-- transaction of what happened (invariant 7), and one for every endpoint that
-- wants it. Times but "at" are by our own clock.

CREATE TABLE webhooks (
    customer TEXT NOT NULL REFERENCES customers (id),
    id TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL, -- active, paused or removed
    types TEXT NOT NULL, -- with a blank on both sides of each
    private BYTEA NOT NULL, -- its address and its secrets
    created_at BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    PRIMARY KEY (customer, id)
);

CREATE TABLE outbox (
    customer TEXT NOT NULL,
    endpoint TEXT NOT NULL, -- '' for the event's own row
    event TEXT NOT NULL,
    type TEXT NOT NULL,
    object TEXT NOT NULL,
    at BIGINT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL, -- kept for the event's own row; waiting, delivered or dead
    tries BIGINT NOT NULL DEFAULT 0,
    next_at BIGINT,
    until BIGINT,
    code BIGINT NOT NULL DEFAULT 0,
    reason TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (customer, endpoint, event)
);
CREATE INDEX outbox_due ON outbox (endpoint, next_at) WHERE state = 'waiting';

CREATE TABLE webhook_tries (
    customer TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    event TEXT NOT NULL,
    n BIGINT NOT NULL,
    at BIGINT NOT NULL,
    took BIGINT NOT NULL, -- microseconds
    code BIGINT NOT NULL,
    reason TEXT NOT NULL,
    private BYTEA NOT NULL, -- the beginning of the answer
    PRIMARY KEY (customer, endpoint, event, n)
);

-- Until when a customer's events are from before there was an outbox.
CREATE TABLE outbox_start (
    customer TEXT PRIMARY KEY,
    at BIGINT NOT NULL
);
INSERT INTO outbox_start (customer, at)
SELECT customer, MAX(at) FROM (
    SELECT customer, at FROM shipment_events
    UNION ALL SELECT customer, at FROM payment_events
    UNION ALL SELECT customer, at FROM refund_events
    UNION ALL SELECT n.customer, t.received_at FROM tracking_events t JOIN item_numbers n ON n.number = t.number
) AS before_it GROUP BY customer;
