-- +goose Up
-- One text for SQLite and PostgreSQL. Times are microseconds since 1970 UTC,
-- days are days since 1970 in Hong Kong, amounts are cents. A customer's
-- objects have the key (customer, id), and no foreign key joins two customers.
-- Columns named private are sealed (vault.go). Conditions name more than two
-- values with OR: for such an IN, SQLite makes a table of them at every insert.

CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value BYTEA NOT NULL
);

CREATE TABLE customers (
    id TEXT PRIMARY KEY,
    mode TEXT NOT NULL CHECK (mode IN ('live', 'test')),
    clock BIGINT NOT NULL DEFAULT 0, -- microseconds ahead of ours; live is 0
    name TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('active', 'blocked')),
    created_at BIGINT NOT NULL,
    CHECK (mode = 'test' OR clock = 0)
);

CREATE TABLE users (
    id TEXT PRIMARY KEY,
    email_index BYTEA NOT NULL UNIQUE,
    private BYTEA NOT NULL,
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    lang TEXT NOT NULL,
    staff TEXT NOT NULL DEFAULT '',
    office TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL CHECK (state IN ('active', 'blocked')),
    created_at BIGINT NOT NULL
);

CREATE TABLE memberships (
    user_id TEXT NOT NULL REFERENCES users (id),
    customer TEXT NOT NULL REFERENCES customers (id),
    role TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, customer)
);
CREATE INDEX memberships_customer ON memberships (customer);

CREATE TABLE registrations (
    id TEXT PRIMARY KEY,
    email_index BYTEA NOT NULL,
    private BYTEA NOT NULL,
    password_hash TEXT NOT NULL,
    token_hash BYTEA UNIQUE, -- NULL until mailed, and once superseded
    lang TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    mailed_at BIGINT,
    expires_at BIGINT NOT NULL
);
CREATE INDEX registrations_email ON registrations (email_index);
CREATE INDEX registrations_expires ON registrations (expires_at);

CREATE TABLE resets (
    token_hash BYTEA PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX resets_user ON resets (user_id);

CREATE TABLE sessions (
    token_hash BYTEA PRIMARY KEY,
    user_id TEXT NOT NULL DEFAULT '',
    private BYTEA NOT NULL,
    mark BYTEA NOT NULL, -- keyed hash of the data: equal data need not be written again
    expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id) WHERE user_id <> '';
CREATE INDEX sessions_expires ON sessions (expires_at);

CREATE TABLE shipments (
    customer TEXT NOT NULL REFERENCES customers (id),
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state = 'draft' OR state = 'issued' OR state = 'posted' OR state = 'cancelled' OR state = 'expired' OR state = 'purged'),
    service TEXT NOT NULL,
    place TEXT NOT NULL,
    number TEXT NOT NULL DEFAULT '',
    reference TEXT NOT NULL DEFAULT '',
    sender_name TEXT NOT NULL,
    recipient_name TEXT NOT NULL,
    recipient_native TEXT NOT NULL DEFAULT '',
    grams BIGINT NOT NULL,
    total BIGINT NOT NULL,
    search TEXT NOT NULL,
    layout TEXT NOT NULL DEFAULT '',
    frozen BYTEA, -- SHA-256 of what issuing froze; NULL for a draft
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    issued_at BIGINT,
    posted_at BIGINT,
    expires_on BIGINT NOT NULL DEFAULT 0,
    doc TEXT NOT NULL,
    private BYTEA NOT NULL,
    PRIMARY KEY (customer, id),
    CHECK ((state IN ('draft', 'purged')) = (number = '')),
    CHECK ((state IN ('draft', 'purged')) = (frozen IS NULL))
);
-- Lists, searches and counts of one customer's items read this alone.
CREATE INDEX shipments_list ON shipments (customer, id, state, service, search);
-- What the nightly jobs look for.
CREATE INDEX shipments_issued ON shipments (expires_on) WHERE state = 'issued';
CREATE INDEX shipments_draft ON shipments (created_at) WHERE state = 'draft';

CREATE TABLE item_numbers (
    number TEXT PRIMARY KEY,
    customer TEXT NOT NULL,
    shipment TEXT NOT NULL,
    service TEXT NOT NULL,
    issued_at BIGINT NOT NULL,
    FOREIGN KEY (customer, shipment) REFERENCES shipments (customer, id)
);

CREATE TABLE number_ranges (
    service TEXT NOT NULL,
    mode TEXT NOT NULL CHECK (mode IN ('live', 'test')),
    indicator TEXT NOT NULL,
    country TEXT NOT NULL,
    first BIGINT NOT NULL,
    last BIGINT NOT NULL,
    next BIGINT NOT NULL,
    PRIMARY KEY (service, mode, first),
    CHECK (first >= 0 AND first <= last AND last <= 99999999),
    CHECK (next BETWEEN first AND last + 1)
);

CREATE TABLE number_blocks (
    id TEXT PRIMARY KEY,
    service TEXT NOT NULL,
    mode TEXT NOT NULL,
    indicator TEXT NOT NULL,
    first BIGINT NOT NULL,
    last BIGINT NOT NULL,
    node TEXT NOT NULL,
    taken_at BIGINT NOT NULL
);

CREATE TABLE shipment_events (
    customer TEXT NOT NULL,
    shipment TEXT NOT NULL,
    seq BIGINT NOT NULL,
    event TEXT NOT NULL,
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (customer, shipment, seq),
    FOREIGN KEY (customer, shipment) REFERENCES shipments (customer, id)
);

CREATE TABLE audit (
    id TEXT PRIMARY KEY,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    act TEXT NOT NULL,
    object TEXT NOT NULL,
    customer TEXT NOT NULL DEFAULT '',
    detail TEXT NOT NULL
);

CREATE TABLE ledger_entries (
    id TEXT PRIMARY KEY,
    ref TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    at BIGINT NOT NULL,
    object TEXT NOT NULL DEFAULT '',
    memo TEXT NOT NULL DEFAULT ''
);

CREATE TABLE ledger_lines (
    entry TEXT NOT NULL REFERENCES ledger_entries (id),
    n BIGINT NOT NULL,
    account TEXT NOT NULL,
    cents BIGINT NOT NULL CHECK (cents <> 0),
    PRIMARY KEY (entry, n)
);
CREATE INDEX ledger_lines_account ON ledger_lines (account, entry, cents);

CREATE TABLE jobs (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    args TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state = 'ready' OR state = 'running' OR state = 'dead'),
    run_at BIGINT NOT NULL,
    lease_until BIGINT NOT NULL DEFAULT 0,
    attempt BIGINT NOT NULL DEFAULT 0, -- also the fencing token of who runs it
    max_attempts BIGINT NOT NULL,
    last_error TEXT NOT NULL DEFAULT '',
    unique_key TEXT,
    created_at BIGINT NOT NULL
);
CREATE INDEX jobs_ready ON jobs (run_at) WHERE state = 'ready';
CREATE INDEX jobs_running ON jobs (lease_until) WHERE state = 'running';
-- Only a waiting job stands for the next: one that already runs may have read
-- what has changed since.
CREATE UNIQUE INDEX jobs_unique ON jobs (unique_key) WHERE state = 'ready' AND unique_key IS NOT NULL;

CREATE TABLE mails (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    lang TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state = 'queued' OR state = 'sent' OR state = 'dead'),
    private BYTEA, -- NULL once sent, unless kept
    created_at BIGINT NOT NULL,
    sent_at BIGINT
);

CREATE TABLE api_keys (
    customer TEXT NOT NULL REFERENCES customers (id),
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    prefix TEXT NOT NULL,
    hash BYTEA NOT NULL UNIQUE,
    scopes TEXT NOT NULL,
    mode TEXT NOT NULL CHECK (mode IN ('live', 'test')),
    created_at BIGINT NOT NULL,
    last_used_on BIGINT NOT NULL DEFAULT 0,
    revoked_at BIGINT,
    PRIMARY KEY (customer, id)
);

CREATE TABLE idempotency (
    customer TEXT NOT NULL,
    mode TEXT NOT NULL,
    operation TEXT NOT NULL,
    idem_key TEXT NOT NULL,
    request_hash BYTEA NOT NULL,
    status BIGINT NOT NULL,
    private BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (customer, mode, operation, idem_key)
);
CREATE INDEX idempotency_created ON idempotency (created_at);

CREATE TABLE attempts (
    bucket BYTEA PRIMARY KEY,
    since BIGINT NOT NULL,
    n BIGINT NOT NULL
);

CREATE TABLE reference_tables (
    kind TEXT NOT NULL,
    effective BIGINT NOT NULL,
    version BIGINT NOT NULL,
    csv TEXT NOT NULL,
    loaded_by TEXT NOT NULL,
    approved_by TEXT NOT NULL DEFAULT '',
    loaded_at BIGINT NOT NULL,
    PRIMARY KEY (kind, effective, version)
);
CREATE TABLE acceptances (
    customer TEXT NOT NULL,
    shipment TEXT NOT NULL,
    posting TEXT NOT NULL,
    number TEXT NOT NULL UNIQUE,
    office TEXT NOT NULL,
    clerk TEXT NOT NULL,
    at BIGINT NOT NULL,
    day BIGINT NOT NULL,
    estimated BIGINT NOT NULL,
    grams BIGINT NOT NULL,
    charged TEXT NOT NULL,
    total BIGINT NOT NULL,
    cash BIGINT NOT NULL,
    change_given BIGINT NOT NULL,
    PRIMARY KEY (customer, shipment),
    FOREIGN KEY (customer, shipment) REFERENCES shipments (customer, id),
    CHECK (cash - change_given = total)
);
CREATE INDEX acceptances_posting ON acceptances (posting);
CREATE INDEX acceptances_till ON acceptances (office, day);
