-- +goose Up
-- What programs asked for with their keys, for 30 days: no names, no bodies, no
-- queries.

CREATE TABLE requests (
    customer TEXT NOT NULL REFERENCES customers (id),
    api_key TEXT NOT NULL,
    at BIGINT NOT NULL, -- by our clock
    request TEXT NOT NULL, -- req_…
    method TEXT NOT NULL,
    path TEXT NOT NULL,
    status BIGINT NOT NULL,
    PRIMARY KEY (customer, api_key, at, request)
);
CREATE INDEX requests_at ON requests (at);
