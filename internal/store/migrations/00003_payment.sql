-- +goose Up
-- Payments, refunds and deposit accounts. Guards stand in the statements that
-- change these rows; UNIQUE and CHECK stand behind them.

CREATE TABLE payments (
    customer TEXT NOT NULL REFERENCES customers (id),
    id TEXT NOT NULL,
    ref TEXT NOT NULL UNIQUE,
    method TEXT NOT NULL,
    source TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL CHECK (state = 'started' OR state = 'open' OR state = 'authorised' OR state = 'capturing' OR state = 'captured' OR state = 'voiding' OR state = 'voided' OR state = 'declined' OR state = 'expired' OR state = 'lapsed' OR state = 'deferred' OR state = 'withdrawn'),
    version BIGINT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount > 0),
    kept BIGINT NOT NULL,
    authorised BIGINT NOT NULL DEFAULT 0,
    captured BIGINT NOT NULL DEFAULT 0,
    refunded BIGINT NOT NULL DEFAULT 0,
    checkout TEXT NOT NULL DEFAULT '',
    capture_at BIGINT,
    unanswered_since BIGINT,
    asked_at BIGINT,
    payer TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    captured_at BIGINT,
    PRIMARY KEY (customer, id),
    CHECK (kept BETWEEN 0 AND amount),
    CHECK (authorised BETWEEN 0 AND amount),
    CHECK (captured BETWEEN 0 AND authorised),
    CHECK (refunded BETWEEN 0 AND captured),
    CHECK (captured = 0 OR state = 'captured' OR state = 'deferred')
);
-- What is to be asked about, and what is to be charged.
CREATE INDEX payments_pending ON payments (updated_at) WHERE state IN ('started', 'open', 'authorised', 'capturing', 'voiding');
CREATE INDEX payments_captured ON payments (method, captured_at) WHERE captured > 0;

CREATE TABLE payment_items (
    customer TEXT NOT NULL,
    payment TEXT NOT NULL,
    shipment TEXT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount > 0),
    claimed BIGINT NOT NULL DEFAULT 0, -- of it, under refund or gone back
    live BOOLEAN NOT NULL,             -- counts as paid, or about to be
    PRIMARY KEY (customer, payment, shipment),
    FOREIGN KEY (customer, payment) REFERENCES payments (customer, id),
    FOREIGN KEY (customer, shipment) REFERENCES shipments (customer, id),
    CHECK (claimed BETWEEN 0 AND amount)
);
-- An item is in one live payment at most: that is what keeps it from being
-- paid for twice.
CREATE UNIQUE INDEX payment_items_live ON payment_items (customer, shipment) WHERE live;

CREATE TABLE payment_events (
    customer TEXT NOT NULL,
    payment TEXT NOT NULL,
    seq BIGINT NOT NULL,
    event TEXT NOT NULL,
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (customer, payment, seq),
    FOREIGN KEY (customer, payment) REFERENCES payments (customer, id)
);

CREATE TABLE refunds (
    customer TEXT NOT NULL,
    id TEXT NOT NULL,
    payment TEXT NOT NULL,
    shipment TEXT NOT NULL,
    reason TEXT NOT NULL,
    evidence TEXT NOT NULL DEFAULT '',
    amount BIGINT NOT NULL CHECK (amount > 0),
    state TEXT NOT NULL CHECK (state = 'submitted' OR state = 'vetting' OR state = 'approved' OR state = 'rejected' OR state = 'instructed' OR state = 'credited' OR state = 'failed'),
    version BIGINT NOT NULL,
    gateway_key TEXT NOT NULL UNIQUE,
    by_file BOOLEAN NOT NULL DEFAULT FALSE, -- instructed in a file, not by a call
    officer TEXT NOT NULL DEFAULT '',  -- who has it
    endorsed TEXT NOT NULL DEFAULT '', -- the first of four eyes
    approved TEXT NOT NULL DEFAULT '', -- who approved
    decision TEXT NOT NULL DEFAULT '',
    submitted_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    credited_at BIGINT,
    PRIMARY KEY (customer, id),
    FOREIGN KEY (customer, payment, shipment) REFERENCES payment_items (customer, payment, shipment),
    CHECK (approved = '' OR approved <> endorsed)
);
CREATE UNIQUE INDEX refunds_once ON refunds (customer, payment, shipment, reason) WHERE state <> 'rejected';
CREATE INDEX refunds_queue ON refunds (submitted_at) WHERE state NOT IN ('rejected', 'credited');

CREATE TABLE refund_events (
    customer TEXT NOT NULL,
    refund TEXT NOT NULL,
    seq BIGINT NOT NULL,
    event TEXT NOT NULL,
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (customer, refund, seq),
    FOREIGN KEY (customer, refund) REFERENCES refunds (customer, id)
);

-- The balance is kept beside the ledger so that one statement can guard it
-- (invariant 8).
CREATE TABLE deposit_accounts (
    number TEXT PRIMARY KEY,
    customer TEXT NOT NULL REFERENCES customers (id),
    name TEXT NOT NULL,
    balance BIGINT NOT NULL,
    credit_limit BIGINT NOT NULL CHECK (credit_limit >= 0),
    state TEXT NOT NULL CHECK (state IN ('active', 'blocked')),
    created_at BIGINT NOT NULL,
    CHECK (balance >= -credit_limit)
);
CREATE INDEX deposit_accounts_customer ON deposit_accounts (customer);

-- What an item had prepaid when it was accepted: total stays what was taken at
-- the counter.
ALTER TABLE acceptances ADD COLUMN prepaid BIGINT NOT NULL DEFAULT 0;
ALTER TABLE acceptances ADD COLUMN payment TEXT NOT NULL DEFAULT '';
