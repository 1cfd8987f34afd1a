-- +goose Up
-- Which mails a user does not want, and which of those that come by a date have
-- gone out.

CREATE TABLE notice_stops (
    user_id TEXT NOT NULL REFERENCES users (id),
    kind TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (user_id, kind)
);

CREATE TABLE notices_sent (
    name TEXT PRIMARY KEY, -- "expiring:cus_…:20787", "statement:PM12345:2026-11"
    at BIGINT NOT NULL
);
