-- +goose Up
-- What happened to items on their way (M-I4). Events of numbers that are not
-- ours, or not yet, are kept too; nothing here says whose an item is.
CREATE TABLE tracking_events (
    number TEXT NOT NULL,
    at BIGINT NOT NULL,
    code TEXT NOT NULL,
    place TEXT NOT NULL,
    office TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (number, at, code, place, office)
);
CREATE INDEX tracking_events_received ON tracking_events (received_at);
