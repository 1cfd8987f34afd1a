-- +goose Up
-- The items of one file (M-G1): the history asks which they are.
CREATE INDEX batch_rows_items ON batch_rows (customer, batch, shipment) WHERE state = 'issued';
