-- +goose Up
-- Files of many items (M-F1): the file as it came, in sealed pieces, and one
-- row for each item in it.

ALTER TABLE customers ADD COLUMN batch_rows BIGINT NOT NULL DEFAULT 0; -- items in one file; 0 is the policy's

CREATE TABLE batches (
    customer TEXT NOT NULL REFERENCES customers (id),
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state = 'receiving' OR state = 'uploaded' OR state = 'reading' OR state = 'checked' OR state = 'issuing' OR state = 'cancelled'),
    file BYTEA, -- keyed hash of the whole file, so that the same one is found again; NULL until it is there
    bytes BIGINT NOT NULL,
    lines BIGINT NOT NULL,    -- of the file below its headings; 0 while nobody has counted
    position BIGINT NOT NULL, -- lines that the job has read; it goes on behind them
    ready BIGINT NOT NULL,
    faulty BIGINT NOT NULL,
    left_out BIGINT NOT NULL,
    issued BIGINT NOT NULL,
    postage BIGINT NOT NULL, -- of the ready and the issued
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    started_at BIGINT, -- of the job's present or last work
    ended_at BIGINT,
    private BYTEA NOT NULL,
    PRIMARY KEY (customer, id)
);
-- What a job should be at, and what is to be forgotten.
CREATE INDEX batches_busy ON batches (updated_at) WHERE state IN ('reading', 'issuing');
CREATE INDEX batches_old ON batches (created_at);
CREATE INDEX batches_file ON batches (customer, file);

CREATE TABLE batch_pieces (
    customer TEXT NOT NULL,
    batch TEXT NOT NULL,
    n BIGINT NOT NULL,
    private BYTEA NOT NULL,
    PRIMARY KEY (customer, batch, n),
    FOREIGN KEY (customer, batch) REFERENCES batches (customer, id)
);

CREATE TABLE batch_rows (
    customer TEXT NOT NULL,
    batch TEXT NOT NULL,
    n BIGINT NOT NULL, -- the line of the file on which the item begins
    version BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state = 'ready' OR state = 'faulty' OR state = 'left_out' OR state = 'issued'),
    shipment TEXT NOT NULL DEFAULT '',
    postage BIGINT NOT NULL,
    judged TEXT NOT NULL DEFAULT '', -- the process, the tables and the day of the verdict
    private BYTEA NOT NULL,
    PRIMARY KEY (customer, batch, n),
    FOREIGN KEY (customer, batch) REFERENCES batches (customer, id),
    CHECK ((state = 'issued') = (shipment <> ''))
);
CREATE INDEX batch_rows_faulty ON batch_rows (customer, batch, n) WHERE state = 'faulty';

-- Why rows wait, by cause: what is wrong (a message key) at which field.
CREATE TABLE batch_faults (
    customer TEXT NOT NULL,
    batch TEXT NOT NULL,
    field TEXT NOT NULL,
    cause TEXT NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (customer, batch, field, cause, n),
    FOREIGN KEY (customer, batch, n) REFERENCES batch_rows (customer, batch, n)
);
CREATE INDEX batch_faults_row ON batch_faults (customer, batch, n);

-- How a user read the columns of such headings the last time.
CREATE TABLE batch_mappings (
    customer TEXT NOT NULL REFERENCES customers (id),
    user_id TEXT NOT NULL,
    headings BYTEA NOT NULL, -- keyed hash
    private BYTEA NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (customer, user_id, headings)
);
