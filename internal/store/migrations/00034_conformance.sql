-- +goose Up
-- What a test customer's programs were seen doing at each door, the first time.

CREATE TABLE conformance (
    customer TEXT NOT NULL REFERENCES customers (id),
    door TEXT NOT NULL,
    step TEXT NOT NULL,
    at BIGINT NOT NULL, -- by our clock
    PRIMARY KEY (customer, door, step)
);
